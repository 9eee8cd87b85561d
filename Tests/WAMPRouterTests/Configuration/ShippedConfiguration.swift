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

/// The same without line and column.
func messages(in text: String) -> [Substring] {
    errors(in: text).compactMap { $0.split(separator: " ", maxSplits: 1).last }
}

/// A valid configuration with replaceable parts, all in one line.
func configuration(
    listeners: String = #"[{"type":"tcp","port":80}]"#, name: String = #""r""#,
    permissions: String = #"[{"uri":"","match":"prefix","allow":{}}]"#,
    roles: String? = nil, role: String = "", realm: String = "",
    authentication: String = #"{"anonymous":{"role":"a"}}"#,
    more: String = ""
) -> String {
    let roles = roles ?? #"[{"name":"a","permissions":\#(permissions)\#(role)}]"#
    let realm = #"{"name":\#(name),"roles":\#(roles),"authentication":\#(authentication)\#(realm)}"#
    return #"{"version":1,"listeners":\#(listeners),"realms":[\#(realm)]\#(more)}"#
}

/// Every quota.
private let completeQuotas = """
    {"max_sessions":1,"max_subscriptions":2,"max_registrations":3,"max_pending_calls":4,
    "max_subscriptions_per_session":5,"max_registrations_per_session":6,
    "max_pending_calls_per_session":7,"publish_rate":{"per_second":8,"burst":9,"on_excess":"pause"},
    "call_rate":{"per_second":10,"burst":13,"on_excess":"pause"},
    "byte_rate":{"per_second":11,"burst":12}}
    """

/// A valid configuration that has every key, each with another value than its default.
let completeConfiguration = configuration(
    listeners: """
        [{"type":"tcp","host":"::1","port":0,"ipv6_only":true,"path":"/","longpoll_path":"/a/b",
        "transports":["websocket","longpoll","http"],"serializers":["cbor","msgpack"],"proxy_protocol":true,
        "tls":{"certificates":[{"chain":"a.pem","key":"a.key"}],"minimum_version":"1.3",
        "ciphers":["TLS_AES_128_GCM_SHA256"],"session_tickets":false,
        "client_certificates":{"mode":"optional","authorities":"ca.pem"}},
        "origins":["*","https://a.example:8443"],"static_files":"www","authentication":["ticket"]},
        {"type":"unix","socket":"a.sock","mode":"0600"},{"type":"systemd","name":"wamp"}]
        """,
    permissions: """
        [{"uri":"a..b","match":"wildcard","allow":{"call":true,"register":false,"publish":true,
        "subscribe":true},"disclose":{"caller":true,"publisher":true},"trustlevel":7},
        {"uri":"a","allow":{"register":true}}]
        """,
    role: """
        ,"authorizer":{"procedure":"a.b","timeout_ms":5,"cache_ms":1,"max_cached_answers":1},
        "slow_consumer":{"policy":"drop_oldest","bytes":1027,"messages":13,"pause_timeout_ms":14},
        "quotas":\(completeQuotas)
        """,
    realm: """
        ,"uri_rules":"strict","request_ids":"tolerant","call_timeout":{"default_ms":5,"max_ms":6},
        "registration_takeover":"same_authid","event_history":[{"uri":"a.","match":"prefix","max_events":7,
        "max_age_ms":8,"max_bytes":1024},{"uri":"a"}],"retention":{"max_topics":0,"max_bytes":1025},
        "quotas":\(completeQuotas)
        """,
    authentication: completeAuthentication,
    more: """
        ,"$schema":"router.schema.json",
        "limits":{"max_message_size":1024,"max_opening_message_size":1026,"max_depth":8,
        "max_uri_length":16,"max_outbound_bytes":2048,
        "max_held_bytes":2049,"max_testament_bytes_per_session":2050,"max_connections":9,
        "max_connections_per_address":10,
        "max_sessions":1,"max_subscriptions_per_session":2,"max_registrations_per_session":3,
        "max_pending_calls_per_session":4,"max_queued_calls_per_registration":5,
        "max_callees_per_registration":6,"max_testaments_per_session":7,
        "handshake_timeout_ms":11,"hello_timeout_ms":12,
        "ping_interval_ms":0,"pong_timeout_ms":13,"drain_timeout_ms":14},
        "compression":{"enabled":true,"threshold":0,"level":1,"window_bits":9,"memory_level":2,
        "no_context_takeover":true},"logging":{"level":"trace","format":"json"},
        "transport":{"direct_send":false}
        """)

extension Value {
    var bytes: [UInt8] {
        var output = OutputBytes()
        JSON.write(self, to: &output)
        return Array(output.bytes)
    }
}

private let completeAuthentication = """
    {"anonymous":{"role":"a"},"ticket":{"allow_plain_text":true},"wampcra":{},
    "scram":{"require_channel_binding":true},"cryptosign":{"require_channel_binding":true,"router_key":"\(digits)"},
    "tls":{},"cookie":{"name":"c","allow_plain_text":true},
    "header":{"name":"X-User","trusted":["10.0.0.0/8","::1","unix"],"role":"a"},
    "jwt":{"keys":[{"algorithm":"HS256","id":"1","secret":"\(digits)"},
    {"algorithm":"ES256","public_key_file":"key.pem"}],"issuer":"i","audience":"d","role":"a","role_claim":"r",
    "leeway_ms":5},"dynamic":{"procedure":"a.b","methods":["ticket","scram"],"timeout_ms":50},
    "users_file":"users.json","challenge_timeout_ms":500,"mock_secret":"\(digits)",
    "principals":[{"authid":"joe","role":"a","ticket":"sha256:\(digits)",
    "wampcra":{"key":"\(key)","salt":"saltsalt","iterations":1000},
    "scram":{"kdf":"argon2id13","iterations":2,"memory":64,"salt":"AAECAwQFBgcICQoLDA0ODw==","stored_key":"\(key)",
    "server_key":"\(key)"},"cryptosign":["\(digits)"],"tls":["cn:joe","sha256:\(digits)"],"cookies":["plain:x"]},
    {"authid":"ann","role":"a","wampcra":{"secret":"s"}}]}
    """
private let digits = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
private let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
