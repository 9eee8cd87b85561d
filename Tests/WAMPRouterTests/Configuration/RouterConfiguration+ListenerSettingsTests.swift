import Testing
import WAMPRouter

@Suite("The keys of a listener")
struct RouterConfigurationListenerSettingsTests {
    private func listener(_ keys: String) -> String { configuration(listeners: "[{\(keys)}]") }

    private func parse(_ keys: String) throws -> RouterConfiguration.Listener? {
        try RouterConfiguration.parse(Array(listener(keys).utf8)).listeners.first
    }

    @Test("Without a word about it a listener speaks everything, in every serializer")
    func defaults() throws {
        let parsed = try #require(try parse(#""type":"tcp","port":1"#))
        #expect(parsed == RouterConfiguration.Listener(port: 1))
        #expect(parsed.transports == [.websocket, .rawsocket, .longpoll, .http])
        #expect(parsed.serializers == [.json, .messagePack, .cbor])
        #expect(parsed.longPollPath == "/longpoll")
        #expect(!parsed.usesProxyProtocol)
        #expect(!parsed.isIPv6Only)
        #expect(try parse(#""type":"unix","socket":"/a""#) == .unix("/a", mode: 0o660))
        #expect(try parse(#""type":"systemd""#) == .systemd())
    }

    @Test(
        "A key of another type is an error that names both types",
        arguments: [
            (#""type":"unix","socket":"a","port":1"#, "port", "tcp", "unix"),
            (#""type":"unix","socket":"a","host":"a""#, "host", "tcp", "unix"),
            (#""type":"systemd","ipv6_only":false"#, "ipv6_only", "tcp", "systemd"),
            (#""type":"tcp","port":1,"socket":"a""#, "socket", "unix", "tcp"),
            (#""type":"systemd","mode":"0600""#, "mode", "unix", "systemd"),
            (#""name":"a","port":1,"type":"tcp""#, "name", "systemd", "tcp"),
        ])
    func foreignKeys(keys: String, key: String, owner: String, type: String) {
        #expect(
            messages(in: listener(keys)) == [
                """
                $.listeners[0].\(key): the key "\(key)" belongs to listeners of type "\(owner)", and this one has type \
                "\(type)"
                """
            ])
    }

    @Test("A key that a type needs is missing only there")
    func requiredKeys() {
        #expect(
            messages(in: listener(#""type":"tcp""#)) == [
                #"$.listeners[0]: the key "port" is missing: The TCP port; 0 takes any free one."#
            ])
        #expect(
            messages(in: listener(#""type":"unix""#)).map { $0.prefix(46) } == [
                #"$.listeners[0]: the key "socket" is missing: T"#
            ])
        #expect(messages(in: listener(#""type":"systemd""#)) == [])
    }

    @Test(
        "Where the type could not be read, no key is said to be missing or foreign",
        arguments: [
            #""type":"tpc","socket":"a","mode":"0600","name":"a""#, #""type":5,"host":"a""#,
            #""port":1,"socket":"a""#,
        ])
    func noFollowUps(keys: String) {
        #expect(messages(in: listener(keys)).count == 1)
    }

    @Test(
        "A key of a transport that is not spoken is an error",
        arguments: [
            (#"["rawsocket"]"#, #""path":"/ws""#, #""websocket""#),
            (#"["websocket","http"]"#, #""longpoll_path":"/a""#, #""longpoll""#),
            (#"["websocket"]"#, #""static_files":"www""#, #""http""#),
            (#"["rawsocket","http"]"#, #""origins":["*"]"#, #""websocket" or "longpoll""#),
            (#"["http"]"#, #""serializers":["json"]"#, #""websocket", "rawsocket" or "longpoll""#),
        ])
    func unspoken(transports: String, member: String, needed: String) {
        let key = member.split(separator: "\"").first ?? ""
        let keys = #""type":"tcp","port":1,\#(member),"transports":\#(transports)"#
        #expect(
            messages(in: listener(keys)) == [
                #"$.listeners[0].\#(key): the key "\#(key)" needs \#(needed) among the transports of its listener"#
            ])
    }

    @Test(
        "Transports and serializers are lists of different known words",
        arguments: [
            ("transports", "[]", "found an empty list, expected at least one element"),
            ("serializers", "[]", "found an empty list, expected at least one element"),
            ("serializers", #""json""#, #"found "json", expected a list"#),
            ("serializers", #"["json","xml"]"#, #"found "xml", expected "json", "msgpack" or "cbor""#),
            ("transports", #"["http","http"]"#, #""http" occurs twice"#),
        ])
    func words(key: String, list: String, message: String) {
        let found = messages(in: listener(#""type":"tcp","port":1,"\#(key)":\#(list)"#))
        #expect(found.count == 1)
        #expect(found.first?.hasSuffix(": " + message) == true, "\(found)")
        #expect(found.first?.hasPrefix("$.listeners[0].\(key)") == true, "\(found)")
    }

    @Test(
        "The mode is octal, in a text",
        arguments: [
            (#""0660""#, 0o660), (#""600""#, 0o600), (#""0777""#, 0o777), (#""000""#, 0), (#""0888""#, nil),
            (#""1777""#, nil), (#""66""#, nil), (#""00660""#, nil), (#""0o66""#, nil), (#""+60""#, nil),
            ("432", nil),
            (#""rw-""#, nil), (#""""#, nil),
        ] as [(String, UInt16?)])
    func mode(text: String, mode: UInt16?) {
        let keys = #""type":"unix","socket":"/a","mode":\#(text)"#
        #expect((try? parse(keys)).flatMap { $0 }?.mode == mode)
        guard mode == nil else { return }
        let found = messages(in: listener(keys))
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("$.listeners[0].mode: found ") == true)
        #expect(found.first?.hasSuffix(#"expected an octal mode like "0660""#) == true)
    }

    @Test("A reference to the environment may stand for a type or a transport")
    func environment() throws {
        let text = listener(#""type":"${TYPE}","socket":"/a","transports":["${T}"]"#)
        let parsed = try RouterConfiguration.parse(
            Array(text.utf8), environment: ["TYPE": "unix", "T": "rawsocket"])
        #expect(parsed.listeners.first?.type == .unix)
        #expect(parsed.listeners.first?.transports == [.rawsocket])
    }

    @Test("What was made in code is held to the same rules")
    func inCode() throws {
        var made = RouterConfiguration.builtIn
        made.listeners = [.unix("/a"), .systemd(), .init(port: 1)]
        try made.validate()
        made.listeners[0].mode = 0o1777
        made.listeners[0].name = "a"
        made.listeners[1].transports = []
        made.listeners[2].transports = [.rawsocket]
        made.listeners[2].staticFiles = "/"
        // Of another type, so that they mean nothing.
        made.listeners[1].port = -1
        made.listeners[2].socket = "\u{0}"
        do throws(ConfigurationErrors) {
            try made.validate()
            Issue.record("accepted")
        } catch {
            #expect(
                error.errors.map(\.path) == [
                    "$.listeners[0].mode", "$.listeners[0].name", "$.listeners[1].transports",
                    "$.listeners[2].static_files",
                ])
        }
    }
}
