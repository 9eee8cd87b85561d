import Foundation
import Testing

@testable import WAMPRouter

@Suite("TLS of a listener in the configuration")
struct RouterConfigurationTLSTests {
    private func text(_ tls: String) -> String {
        configuration(listeners: #"[{"type":"tcp","port":1,"tls":\#(tls)}]"#)
    }

    private static let certificate = #""certificates":[{"chain":"a.pem","key":"a.key"}]"#

    @Test("Certificates are enough; everything else has a default")
    func smallest() throws {
        let parsed = try RouterConfiguration.parse(Array(text("{\(Self.certificate)}").utf8))
        let tls = try #require(parsed.listeners.first?.tls)
        #expect(tls == .init(certificates: [.init(chain: "a.pem", key: "a.key")]))
        #expect(tls.minimumVersion == .v12)
        #expect(tls.ciphers == nil && tls.clientCertificates == nil && tls.sessionTickets == nil)
        #expect(RouterConfiguration.builtIn.listeners.allSatisfy { $0.tls == nil })
    }

    @Test("Every key arrives in its place, and relative paths start at the folder of the file")
    func everyKey() throws {
        let keys = """
            {"certificates":[{"chain":"a.pem","key":"/b.key"},{"chain":"c.pem","key":"c.pem"}],"minimum_version":"1.3",
            "ciphers":["TLS_AES_128_GCM_SHA256"],"client_certificates":{"mode":"optional","authorities":"ca.pem"},
            "session_tickets":false}
            """
        let parsed = try RouterConfiguration.parse(Array(text(keys).utf8), file: "/etc/wamp/router.json")
        var tls = RouterConfiguration.Listener.TLS(certificates: [
            .init(chain: "/etc/wamp/a.pem", key: "/b.key"),
            .init(chain: "/etc/wamp/c.pem", key: "/etc/wamp/c.pem"),
        ])
        tls.minimumVersion = .v13
        tls.ciphers = ["TLS_AES_128_GCM_SHA256"]
        tls.clientCertificates = .init(mode: .optional, authorities: "/etc/wamp/ca.pem")
        tls.sessionTickets = false
        #expect(parsed.listeners.first?.tls == tls)
    }

    @Test(
        "What is wrong is said with its place",
        arguments: [
            ("{}", #": the key "certificates" is missing: The certificates; "#),
            (#"{"certificates":[]}"#, ".certificates: found an empty list, expected at least one element"),
            (#"{"certificates":[{"chain":"a"}]}"#, #".certificates[0]: the key "key" is missing: "#),
            (
                #"{\#(certificate),"minimum_version":"1.1"}"#,
                #".minimum_version: found "1.1", expected "1.2" or "1.3""#
            ),
            (
                #"{\#(certificate),"ciphers":["ALL:!aNULL"]}"#,
                #".ciphers[0]: found "ALL:!aNULL", expected the name"#
            ),
            (#"{\#(certificate),"ciphers":[]}"#, ".ciphers: found an empty list"),
            (
                #"{\#(certificate),"client_certificates":{"mode":"no","authorities":"a"}}"#,
                ".client_certificates.mode: "
            ),
            (
                #"{\#(certificate),"session_tickets":true,"client_certificates":{"mode":"required","authorities":"a"}}"#,
                ".session_tickets: found true, expected false beside client_certificates: "
            ),
        ])
    func wrong(tls: String, message: String) {
        let found = messages(in: text(tls))
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("$.listeners[0].tls" + message) == true, "\(found)")
    }

    @Test("Files that cannot be used are errors with their place when the file is loaded, all at once")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("router.json")
        let keys = """
            {"certificates":[{"chain":"a.pem","key":"a.key"},{"chain":"b.pem","key":"b.key"}],
            "client_certificates":{"mode":"required","authorities":"ca.pem"}}
            """
        try Data(text(keys).utf8).write(to: file)
        try Data("nonsense".utf8).write(to: folder.appendingPathComponent("b.pem"))
        do throws(ConfigurationErrors) {
            _ = try RouterConfiguration.load(file: file.path, environment: [:])
            Issue.record("loaded")
        } catch {
            let path = folder.path
            #expect(
                error.errors.map(\.description) == [
                    "$.listeners[0].tls.certificates[0].chain: the certificate file \(path)/a.pem does not exist",
                    "$.listeners[0].tls.certificates[1].chain: the certificate file \(path)/b.pem is not in PEM "
                        + "format: it has no line -----BEGIN …-----",
                    "$.listeners[0].tls.client_certificates.authorities: the file of authorities \(path)/ca.pem "
                        + "does not exist",
                ])
            #expect(error.errors.allSatisfy { $0.line == 1 || $0.line == 2 })
        }
    }
}
