import Foundation
import Testing
import WAMPRouter

@Suite("Reading the configuration")
struct RouterConfigurationLoadTests {
    @Test("The smallest valid configuration has the defaults everywhere else")
    func smallest() throws {
        let parsed = try RouterConfiguration.parse(Array(configuration().utf8))
        let expected = RouterConfiguration(
            listeners: [.init(port: 80)],
            realms: [
                .init(
                    name: "r",
                    roles: [
                        .init(name: "a", permissions: [.init(uri: "", match: .prefix, allow: .init())])
                    ],
                    authentication: .init(anonymous: .init(role: "a")))
            ])
        #expect(parsed == expected)
    }

    @Test("Every key arrives in its place")
    func everyKey() throws {
        let parsed = try RouterConfiguration.parse(Array(completeConfiguration.utf8))
        var listener = RouterConfiguration.Listener(
            host: "::1", port: 0, path: "/", origins: ["*", "https://a.example:8443"], staticFiles: "www")
        listener.isIPv6Only = true
        listener.longPollPath = "/a/b"
        listener.transports = [.websocket, .longpoll, .http]
        listener.serializers = [.messagePack, .cbor]
        listener.usesProxyProtocol = true
        listener.authentication = [.ticket]
        var tls = RouterConfiguration.Listener.TLS(certificates: [.init(chain: "a.pem", key: "a.key")])
        tls.minimumVersion = .v13
        tls.ciphers = ["TLS_AES_128_GCM_SHA256"]
        tls.clientCertificates = .init(mode: .optional, authorities: "ca.pem")
        tls.sessionTickets = false
        listener.tls = tls
        #expect(parsed.listeners == [listener, .unix("a.sock", mode: 0o600), .systemd(name: "wamp")])
        var compression = RouterConfiguration.Compression()
        compression.isEnabled = true
        compression.threshold = 0
        compression.level = 1
        compression.windowBits = 9
        compression.memoryLevel = 2
        compression.hasNoContextTakeover = true
        #expect(parsed.compression == compression)
        #expect(parsed.logging == .init(level: .trace, format: .json))
        #expect(parsed.transport == .init(sendsDirectly: false))
    }

    @Test("Every key of a realm arrives in its place")
    func everyRealmKey() throws {
        let parsed = try RouterConfiguration.parse(Array(completeConfiguration.utf8))
        var quotas = RouterConfiguration.Quotas()
        quotas.maximumSessions = 1
        quotas.maximumSubscriptions = 2
        quotas.maximumRegistrations = 3
        quotas.maximumPendingCalls = 4
        quotas.maximumSubscriptionsPerSession = 5
        quotas.maximumRegistrationsPerSession = 6
        quotas.maximumPendingCallsPerSession = 7
        quotas.publishRate = .init(perSecond: 8, burst: 9, onExcess: .pause)
        quotas.callRate = .init(perSecond: 10, burst: 13, onExcess: .pause)
        quotas.byteRate = .init(perSecond: 11, burst: 12)
        let role = RouterConfiguration.Role(
            name: "a",
            permissions: [
                .init(
                    uri: "a..b", match: .wildcard, allow: .init(call: true, publish: true, subscribe: true),
                    disclose: .init(caller: true, publisher: true), trustlevel: 7),
                .init(uri: "a", allow: .init(register: true)),
            ],
            authorizer: .init(
                procedure: "a.b", timeout: .milliseconds(5), cacheLifetime: .milliseconds(1),
                maximumCachedAnswers: 1),
            slowConsumer: .init(
                policy: .dropOldest, bytes: 1027, messages: 13, pauseTimeout: .milliseconds(14)),
            quotas: quotas)
        let realm = RouterConfiguration.Realm(
            name: "r", uriRules: .strict, requestIDs: .tolerant, roles: [role],
            // In RouterConfiguration+AuthenticationTests.swift.
            authentication: parsed.realms[0].authentication,
            callTimeout: .init(default: .milliseconds(5), maximum: .milliseconds(6)),
            registrationTakeover: .sameAuthid,
            eventHistory: [
                .init(
                    uri: "a.", match: .prefix, maximumEvents: 7, maximumAge: .milliseconds(8),
                    maximumBytes: 1024),
                .init(
                    uri: "a", match: .exact, maximumEvents: 1000, maximumAge: .zero, maximumBytes: 1_048_576),
            ],
            retention: .init(maximumTopics: 0, maximumBytes: 1025), quotas: quotas)
        #expect(parsed.realms == [realm])
    }

    @Test("Every limit arrives in its place")
    func everyLimit() throws {
        var limits = RouterConfiguration.Limits()
        limits.maximumMessageSize = 1024
        limits.maximumDepth = 8
        limits.maximumURILength = 16
        limits.maximumOutboundBytes = 2048
        limits.maximumHeldBytes = 2049
        limits.maximumTestamentBytesPerSession = 2050
        limits.maximumConnections = 9
        limits.maximumConnectionsPerAddress = 10
        limits.maximumSessions = 1
        limits.maximumSubscriptionsPerSession = 2
        limits.maximumRegistrationsPerSession = 3
        limits.maximumOpeningMessageSize = 1026
        limits.maximumPendingCallsPerSession = 4
        limits.maximumQueuedCallsPerRegistration = 5
        limits.maximumCalleesPerRegistration = 6
        limits.maximumTestamentsPerSession = 7
        limits.handshakeTimeout = .milliseconds(11)
        limits.helloTimeout = .milliseconds(12)
        limits.pingInterval = .zero
        limits.pongTimeout = .milliseconds(13)
        limits.drainTimeout = .milliseconds(14)
        #expect(try RouterConfiguration.parse(Array(completeConfiguration.utf8)).limits == limits)
    }

    @Test("All errors are reported at once, in the order of the text, with line and column")
    func allAtOnce() {
        let text = """
            {
              "version": 1,
              "listeners": [{ "type": "tcp", "port": 99999 }],
              "realms": [
                {
                  "name": "r",
                  "roles": [
                    { "name": "a", "permissions": [{ "uri": "x", "match": "exakt", "allow": {} }] }
                  ],
                  "authentication": { "anonymous": { "role": "b" } }
                }
              ],
              "lymits": {}
            }
            """
        #expect(
            errors(in: text) == [
                "3:42: $.listeners[0].port: found 99999, expected an integer from 0 to 65535",
                "8:63: $.realms[0].roles[0].permissions[0].match: "
                    + #"found "exakt", expected "exact", "prefix" or "wildcard""#,
                #"10:50: $.realms[0].authentication.anonymous.role: found "b", expected a role of this realm: "a""#,
                #"13:3: $: unknown key "lymits"; did you mean "limits"?"#,
            ])
    }

    @Test("A missing key is reported at the object that lacks it, and only once")
    func missingKeys() {
        #expect(
            errors(in: #"{"version":1,"realms":[]}"#) == [
                #"1:1: $: the key "listeners" is missing: Where the router listens."#,
                "1:23: $.realms: found an empty list, expected at least one element",
            ])
    }

    @Test(
        "Wrong types are reported with what was found",
        arguments: [
            ("null", "null"), ("true", "true"), ("1", "1"), ("1.5", "1.5"), (#""x""#, #""x""#),
            ("{}", "an object"),
            ("99999999999999999999", "1e+20"), ("18446744073709551615", "18446744073709551615"),
        ])
    func wrongTypes(json: String, found: String) {
        let path = "1:26: $.listeners"
        #expect(
            errors(in: configuration(listeners: json)) == ["\(path): found \(found), expected a list"])
    }

    @Test("What rests on a value that could not be read is not judged")
    func noFollowUps() {
        let rules =
            #"[{"uri":"","match":"exakt","allow":{}},{"uri":"","allow":{}},{"uri":5,"allow":{}},{"uri":6,"allow":{}}]"#
        let lines = errors(in: configuration(permissions: rules))
        #expect(lines.count == 4)
        #expect(lines.contains { $0.contains("permissions[0].match: found \"exakt\"") })
        #expect(lines.contains { $0.contains("permissions[1].uri: found \"\", expected a URI") })
        #expect(lines.contains { $0.contains("permissions[2].uri: found 5") })
        #expect(lines.contains { $0.contains("permissions[3].uri: found 6") })
        #expect(errors(in: configuration(authentication: #"{"anonymous":[]}"#)).count == 1)
        #expect(errors(in: configuration(roles: #"[{"name":1,"permissions":[]}]"#)).count == 2)
    }

    @Test("A text that is not JSON is one error with its place")
    func syntax() {
        #expect(errors(in: "{\n  \"version\": 1,\n}").count == 1)
        #expect(errors(in: "{\n  \"version\": 1,\n}").first?.hasPrefix("3:1: $: not valid JSON: ") == true)
        #expect(errors(in: "").first?.hasPrefix("1:1: $: not valid JSON: ") == true)
    }

    @Test("A value that is no object is one error")
    func noObject() {
        #expect(errors(in: "[]") == ["1:1: $: found a list, expected an object"])
    }

    @Test("Every key that occurs twice is reported where it occurs again")
    func duplicateKeys() {
        let text = configuration(
            listeners: #"[{"type":"tcp","port":1,"port":2,"port":3}]"#, more: #","version":1"#)
        let lines = errors(in: text)
        #expect(lines.count == 3)
        #expect(lines.first == #"1:50: $.listeners[0]: the key "port" occurs twice"#)
        #expect(lines.last?.hasSuffix(#"$: the key "version" occurs twice"#) == true)
    }

    @Test("References to the environment are replaced in texts, not in keys")
    func environment() throws {
        let text = configuration(
            listeners: #"[{"type":"tcp","host":"${HOST}","port":1,"path":"/$${x"}]"#, name: #""com.${NAME}""#,
            more: #","logging":{"level":"${LEVEL}"}"#)
        let environment = ["HOST": "10.0.0.1", "NAME": "acme", "LEVEL": "debug"]
        let parsed = try RouterConfiguration.parse(Array(text.utf8), environment: environment)
        #expect(parsed.listeners.first?.host == "10.0.0.1")
        #expect(parsed.listeners.first?.path == "/${x")
        #expect(parsed.realms.first?.name == "com.acme")
        #expect(parsed.logging.level == .debug)
        #expect(
            errors(in: text, environment: ["HOST": "a b", "LEVEL": "loud"]).map {
                $0.split(separator: ": $.")[1]
            } == [
                #"listeners[0].host: found "a b", expected a host name or an IP address"#,
                "realms[0].name: the environment variable NAME is not set",
                "logging.level: found \"loud\", expected \"trace\", \"debug\", \"info\", \"notice\", "
                    + "\"warning\", \"error\" or \"critical\"",
            ])
        #expect(
            errors(in: configuration(more: #","${LIMITS}":{}"#), environment: ["LIMITS": "limits"]).count == 1
        )
    }
}

@Suite("Reading a configuration file")
struct RouterConfigurationFileTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("configuration-\(UUID())")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("www"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test("A relative folder starts at the folder of the file, and must exist")
    func folders() throws {
        try withFolder { folder in
            let file = folder.appendingPathComponent("router.json")
            let text = configuration(
                listeners: """
                    [{"type":"tcp","port":1,"static_files":"www"},
                    {"type":"tcp","port":2,"static_files":"nowhere"},
                    {"type":"tcp","port":3,"static_files":"router.json"},
                    {"type":"tcp","port":4,"static_files":"/"},
                    {"type":"unix","socket":"a.sock"},{"type":"unix","socket":"/a.sock"}]
                    """)
            try Data(text.utf8).write(to: file)
            let parsed = try RouterConfiguration.parse(Array(text.utf8), file: file.path)
            #expect(
                parsed.listeners.map(\.staticFiles) == [
                    folder.path + "/www", folder.path + "/nowhere", folder.path + "/router.json", "/", nil,
                    nil,
                ])
            #expect(parsed.listeners.suffix(2).map(\.socket) == [folder.path + "/a.sock", "/a.sock"])
            do throws(ConfigurationErrors) {
                _ = try RouterConfiguration.load(file: file.path, environment: [:])
                Issue.record("accepted")
            } catch {
                #expect(error.file == file.path)
                #expect(
                    error.description.split(separator: "\n") == [
                        "\(file.path):2:39: $.listeners[1].static_files: the folder \(folder.path)/nowhere does not exist",
                        "\(file.path):3:39: $.listeners[2].static_files: \(folder.path)/router.json is not a folder",
                    ])
            }
        }
    }

    @Test("A file that cannot be read is one error with its name")
    func unreadable() throws {
        try withFolder { folder in
            let missing = folder.appendingPathComponent("missing.json").path
            do throws(ConfigurationErrors) {
                _ = try RouterConfiguration.load(file: missing, environment: [:])
                Issue.record("accepted")
            } catch {
                #expect(error.errors.count == 1)
                #expect(error.description.hasPrefix("\(missing): $: the file cannot be read: "))
            }
        }
    }
}
