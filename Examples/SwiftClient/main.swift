// All four roles of a WAMP client in one program: callee and caller, subscriber and publisher.
//
//     swift run wamp-router run --config router.json
//     swift run swift-client [ws://127.0.0.1:8080/ws [realm1]]

import WAMPClient

let arguments = Array(CommandLine.arguments.dropFirst())
let url = arguments.first ?? "ws://127.0.0.1:8080/ws"
let realm = arguments.dropFirst().first ?? "realm1"

let client = try await WAMPClient.connect(to: url, realm: realm)
print("session \(client.sessionID) in \(client.realm) on \(client.details["agent"]?.string ?? "a router")")

// Callee: the handler runs once per call, in a task of its own.
try await client.register("com.example.add") { invocation in
    let numbers = invocation.args.compactMap(\.int)
    guard numbers.count == invocation.args.count else {
        throw WAMPError(.invalidArgument, "only integers can be added")
    }
    return [Value(numbers.reduce(0, +))]
}

// Caller.
let sum = try await client.call("com.example.add", [2, 3])
print("2 + 3 = \(sum.args[0].int ?? 0)")

do {
    try await client.call("com.example.add", ["two", 3])
} catch let error as WAMPError where error.code == .invalidArgument {
    print("refused, as it should be: \(error.message)")
}

// Subscriber: events wait in the subscription until they are read.
let prices = try await client.subscribe("com.example.price")

// Publisher: by itself a session gets no events of its own publications.
for price in [41, 42, 43] {
    try await client.publish(
        "com.example.price", [Value(price)], kwargs: ["currency": "EUR"], excludeMe: false)
}
for try await event in prices {
    print("price: \(event.args[0].int ?? 0) \(event.kwargs["currency"]?.string ?? "")")
    if event.args.first == 43 { break }
}

await client.leave()
