import Testing
import WAMPClient

@Suite("Opening a session (basic profile, Session Establishment)", .timeLimit(.minutes(10)))
struct WAMPClientConnectTests {
    @Test("WELCOME tells the session, and the router's details")
    func welcome() async throws {
        try await withRouter { router in
            let client = try await router.connect()
            #expect(client.sessionID > 0)
            #expect(client.realm == "realm1")
            #expect(client.details["authrole"] == "anonymous")
            #expect(client.details["roles"]?.dictionary?["dealer"] != nil)
            await client.leave()
        }
    }

    @Test("HELLO announces the four roles, their features, and the options given")
    func hello() async throws {
        try await withScript { router in
            let options = ConnectOptions(
                timeout: .seconds(600), agent: "test", details: ["authextra": ["a": 1]])
            async let connecting = WAMPClient.connect(to: router.url, realm: "r.1", options: options)
            #expect(
                await router.next()
                    == #"[1,"r.1",{"agent":"test","authmethods":["anonymous"],"roles":{"#
                    + #""publisher":{"features":{"subscriber_blackwhite_listing":true,"#
                    + #""publisher_exclusion":true,"publisher_identification":true}},"#
                    + #""subscriber":{"features":{"publisher_identification":true,"#
                    + #""pattern_based_subscription":true}},"#
                    + #""caller":{"features":{"progressive_call_results":true,"call_timeout":true,"call_canceling":true,"#
                    + #""caller_identification":true}},"#
                    + #""callee":{"features":{"progressive_call_results":true,"call_canceling":true,"caller_identification":true,"#
                    + #""pattern_based_registration":true,"shared_registration":true}}},"#
                    + #""authextra":{"a":1}}]"#)
            try await router.send(#"[2,9007199254740992,{}]"#)
            #expect(try await connecting.sessionID == 1 << 53)
        }
    }

    @Test("ABORT of the router is thrown with its reason and message")
    func abort() async throws {
        try await withRouter { router in
            let error = await thrown {
                _ = try await WAMPClient.connect(to: router.url, realm: "nowhere", options: .patient)
            }
            #expect(error?.code == .noSuchRealm)
            #expect(error?.message == "there is no realm nowhere on this router")
        }
    }

    @Test("An address where nobody listens is an error that names it")
    func unreachable() async throws {
        var url = ""
        try await withScript { url = $0.url }
        let error = await thrown {
            _ = try await WAMPClient.connect(to: url, realm: "realm1", options: .patient)
        }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message == "cannot connect to \(url): Connection refused")
        #expect(error?.cause != nil)
    }

    @Test("A Unix socket is an address like others, for both transports")
    func unixSocket() async throws {
        try await withSocketPath { path in
            try await ScriptedRouter.run(scheme: "ws", path: ":/ws", socket: path) { router in
                let client = try await router.join()
                #expect(client.sessionID == 7)
            } handler: {
                ScriptedConnection(report: $0) { request in
                    #expect(request.target == "/ws")
                    return ScriptedRouter.opening(request)
                }
            }
        }
        try await withSocketPath { path in
            try await ScriptedRouter.run(scheme: "rs", path: "", socket: path) { router in
                let client = try await router.joinRawSocket()
                #expect(client.sessionID == 7)
            } handler: {
                ScriptedRawSocket(report: $0) { $0 }
            }
        }
    }

    @Test(
        "A Unix socket where nobody listens is an error that names it",
        arguments: [
            ("/nowhere/wamp.sock", "No such file or directory"),
            (String(repeating: "/long", count: 30), "the path of its socket is too long"),
        ])
    func unreachableSocket(path: String, words: String) async throws {
        let url = "rs+unix://\(path)"
        let error = await thrown {
            _ = try await WAMPClient.connect(to: url, realm: "realm1", options: .patient)
        }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message == "cannot connect to \(url): \(words)")
        #expect(error?.cause != nil)
    }

    @Test("A router that says nothing is given up after the timeout")
    func silence() async throws {
        try await withScript { router in
            let options = ConnectOptions(timeout: .milliseconds(20))
            let error = await thrown {
                _ = try await WAMPClient.connect(to: router.url, realm: "realm1", options: options)
            }
            #expect(error?.code == .connectionFailed)
        }
    }

    @Test("Cancelling the task gives up the connection")
    func cancellation() async throws {
        try await withScript { router in
            let url = router.url
            let connecting = Task {
                try await WAMPClient.connect(to: url, realm: "realm1", options: .patient)
            }
            _ = await router.next()
            connecting.cancel()
            let error = await thrown { _ = try await connecting.value }
            #expect(error?.code == .canceled)
            #expect(error?.cause is CancellationError)
            #expect(await router.next() == "end")
        }
    }
}
