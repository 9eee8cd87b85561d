import Foundation
import WAMP

@testable import WAMPRouter

/// The configuration that comes with the router, and variations of it.
enum ShippedConfiguration {
    /// The folder of the package.
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func bytes(of name: String = "router.json") throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    /// The shipped file, parsed.
    static func value() throws -> Value {
        let bytes = try bytes()
        return try JSON.parse(bytes.span.bytes)
    }
}

/// The errors of a configuration text, each as one line; none where it is valid.
func errors(in text: String, environment: [String: String] = [:]) -> [String] {
    let bytes = Array(text.utf8)
    let result = Result { () throws(ConfigurationErrors) in
        try RouterConfiguration.parse(bytes, environment: environment)
    }
    switch result {
    case .success: return []
    case .failure(let errors): return errors.description.split(separator: "\n").map(String.init)
    }
}

/// A valid configuration with replaceable parts, all in one line.
func configuration(
    listeners: String = #"[{"type":"tcp","port":80}]"#, name: String = #""r""#,
    permissions: String = #"[{"uri":"","match":"prefix","allow":{}}]"#,
    roles: String? = nil, realm: String = "", authentication: String = #"{"anonymous":{"role":"a"}}"#,
    more: String = ""
) -> String {
    let roles = roles ?? #"[{"name":"a","permissions":\#(permissions)}]"#
    let realm = #"{"name":\#(name),"roles":\#(roles),"authentication":\#(authentication)\#(realm)}"#
    return #"{"version":1,"listeners":\#(listeners),"realms":[\#(realm)]\#(more)}"#
}

extension Value {
    var bytes: [UInt8] {
        var output = OutputBytes()
        JSON.write(self, to: &output)
        return Array(output.bytes)
    }
}
