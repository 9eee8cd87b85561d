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
    usage: swift-client [URL [REALM [SERIALIZER]]]

    URL         where the router is; ws://127.0.0.1:8080/ws unless given
                  ws://HOST:PORT/PATH        WebSocket over TCP
                  rs://HOST:PORT             RawSocket over TCP
                  ws+unix:///SOCKET:/PATH    WebSocket over a Unix socket
                  rs+unix:///SOCKET          RawSocket over a Unix socket
                Autobahn's ws://unix:/SOCKET and rs://unix:/SOCKET are understood, too.
    REALM       the realm to join; realm1 unless given
    SERIALIZER  json, msgpack or cbor; json unless given
    """
let serializers: [String: WAMPClient.Serializer] = ["json": .json, "msgpack": .messagePack, "cbor": .cbor]
let arguments = Array(CommandLine.arguments.dropFirst())
let url = arguments.first ?? "ws://127.0.0.1:8080/ws"
let realm = arguments.dropFirst().first ?? "realm1"
guard arguments.count <= 3, !url.hasPrefix("-"),
    let serializer = serializers[arguments.dropFirst(2).first ?? "json"]
else {
    print(help)
    exit(["-h", "--help"].contains(url) ? 0 : 2)
}
do {
    try await demonstrate(url, realm, ConnectOptions(serializers: [serializer]))
} catch {
    print("failed: \(error)")
    exit(1)
}
