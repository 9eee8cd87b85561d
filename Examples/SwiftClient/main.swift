// All four roles of a WAMP client in one program: callee and caller, subscriber and publisher.
//
//     swift run wamp-router run --config router.json
//     swift run swift-client [ws://127.0.0.1:8080/ws [realm1]]

import Foundation
import WAMPClient

func demonstrate(_ url: String, _ realm: String) async throws {
    let client = try await WAMPClient.connect(to: url, realm: realm)
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

let arguments = CommandLine.arguments.dropFirst()
do {
    try await demonstrate(
        arguments.first ?? "ws://127.0.0.1:8080/ws", arguments.dropFirst().first ?? "realm1")
} catch {
    print("failed: \(error)")
    exit(1)
}
