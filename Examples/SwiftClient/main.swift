// All four roles of a WAMP client in one program: callee and caller, subscriber and publisher.
//
//     swift run wamp-router run --config router.json
//     swift run swift-client [ws://127.0.0.1:8080/ws [realm1 [json]]]

import Foundation
import WAMPClient

func demonstrate(_ url: String, _ realm: String, _ options: ConnectOptions) async throws {
    let client = try await WAMPClient.connect(to: url, realm: realm, options: options)
    print("session \(client.sessionID) in \(client.realm)")

    // Callee: the handler runs once per call, in a task of its own.
    try await client.register("com.example.add") { invocation in
        let numbers = invocation.args.compactMap(\.int)
        guard numbers.count == invocation.args.count else {
            throw WAMPError(.invalidArgument, "only integers can be added")
        }
        return [Value(numbers.reduce(0, &+))]
    }

    // Caller: an error of the callee is thrown here.
    let sum = try await client.call("com.example.add", [2, 3])
    print("2 + 3 = \(sum.args.first?.int ?? 0)")
    do {
        try await client.call("com.example.add", ["two", 3])
    } catch let error as WAMPError where error.code == .invalidArgument {
        print("refused: \(error.message)")
    }

    // Subscriber: events wait in the subscription until they are read.
    let prices = try await client.subscribe("com.example.price")

    // Publisher: a session gets events of its own publications only if it wants to.
    for price in 41...43 {
        try await client.publish("com.example.price", [Value(price)], excludeMe: false)
    }
    for try await event in prices {
        print("price: \(event.args.first?.int ?? 0)")
        if event.args.first == 43 { break }
    }

    await client.leave()
}

let help = """
    usage: swift-client [--ca FILE] [--cert FILE [--key FILE]] [--identity FILE [--channel-binding TYPE]]
                        [URL [REALM [SERIALIZER]]]

    URL         where the router is; ws://127.0.0.1:8080/ws unless given
                  ws://HOST:PORT/PATH        WebSocket over TCP
                  rs://HOST:PORT             RawSocket over TCP
                  wss://, rss://             the same with TLS
                  ws+unix:///SOCKET:/PATH    WebSocket over a Unix socket
                  rs+unix:///SOCKET          RawSocket over a Unix socket
                Autobahn's ws://unix:/SOCKET and rs://unix:/SOCKET are understood, too.
    REALM       the realm to join; realm1 unless given
    SERIALIZER  json, msgpack or cbor; json unless given
    --ca        the authorities that are trusted with TLS, a PEM file; those of the system unless given
    --cert      the certificate that a router which asks for one is shown, a PEM file
    --key       its private key, a PEM file; the same file unless given
    --identity  a private key for authmethod cryptosign, as wamp-router keygen --out writes it; anonymous unless given
    --channel-binding
                tls-exporter or tls-unique, which binds the authentication to the TLS connection
    """
let serializers: [String: WAMPClient.Serializer] = ["json": .json, "msgpack": .messagePack, "cbor": .cbor]
var arguments = Array(CommandLine.arguments.dropFirst())
var options = ConnectOptions()
let files: [String: WritableKeyPath<ConnectOptions, String?>] = [
    "--ca": \.tls.authorities, "--cert": \.tls.certificate, "--key": \.tls.privateKey,
]
while arguments.count >= 2, arguments[0].hasPrefix("--") {
    if let file = files[arguments[0]] {
        options[keyPath: file] = arguments[1]
    } else if arguments[0] == "--identity",
        let key = try? String(contentsOfFile: arguments[1], encoding: .utf8)
    {
        options.authentication = [.cryptosign(privateKey: key.trimmingCharacters(in: .newlines))]
    } else if arguments[0] == "--channel-binding",
        let binding = ConnectOptions.ChannelBinding(rawValue: arguments[1])
    {
        options.channelBinding = binding
    } else {
        break
    }
    arguments.removeFirst(2)
}
let url = arguments.first ?? "ws://127.0.0.1:8080/ws"
let realm = arguments.dropFirst().first ?? "realm1"
guard arguments.count <= 3, !url.hasPrefix("-"),
    let serializer = serializers[arguments.dropFirst(2).first ?? "json"]
else {
    print(help)
    exit(["-h", "--help"].contains(url) ? 0 : 2)
}
do {
    options.serializers = [serializer]
    try await demonstrate(url, realm, options)
} catch {
    print("failed: \(error)")
    exit(1)
}
