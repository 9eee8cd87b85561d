import Synchronization
import Testing
import WAMPClient

@Suite(
    "Every transport and serializer with every other (basic profile, Transports and Serializers)",
    .serialized, .timeLimit(.minutes(10)))
struct WAMPClientWireTests {
    /// One of each type, and where serializers differ in it, the limits.
    private static let values: [Value] = [
        nil, true, 0, -1, 127, 128, .integer(.min), .integer(.max), .unsigned(.max), .double(1), 0.1, 1e300,
        "", "tschüß \u{1F980} \"\\\u{1}", .binary([]), .binary([0, 255]), [], [[nil, [1]]], [:],
        ["z": ["y": [true]], "a": .binary([1])],
    ]
    /// More than one read brings, and more than 16 bits count.
    private static let long = Value.binary((0..<70_000).map { UInt8(truncatingIfNeeded: $0) })

    /// Runs a test against a router that listens wherever a wire leads.
    private func withListeningRouter(_ body: (RunningRouter) async throws -> Void) async throws {
        try await withSocketPath { try await withRouter(socket: $0, body) }
    }

    @Test("A call brings every value there and back", arguments: Wire.all)
    func call(callee: Wire) async throws {
        try await withListeningRouter { router in
            try await router.connect(callee).register("com.example.echo") { invocation in
                CallResult(invocation.args, kwargs: invocation.kwargs)
            }
            for wire in Wire.all {
                let caller = try await router.connect(wire)
                let result = try await caller.call(
                    "com.example.echo", Self.values, kwargs: ["z": 1, "a": "2"])
                #expect(result.args == Self.values, "\(wire)")
                #expect(result.kwargs == ["z": 1, "a": "2"], "\(wire)")
                #expect(try await caller.call("com.example.echo", [Self.long]).args == [Self.long], "\(wire)")
            }
        }
    }

    @Test("An error reaches the caller with all it carries", arguments: Wire.all)
    func error(callee: Wire) async throws {
        try await withListeningRouter { router in
            try await router.connect(callee).register("com.example.fail") { _ in
                throw WAMPError("com.example.error", args: Self.values, kwargs: ["why": .binary([7])])
            }
            for wire in Wire.all {
                let caller = try await router.connect(wire)
                let error = await thrown { try await caller.call("com.example.fail") }
                #expect(error?.code == "com.example.error", "\(wire)")
                #expect(error?.args == Self.values, "\(wire)")
                #expect(error?.kwargs == ["why": .binary([7])], "\(wire)")
            }
        }
    }

    @Test("Progressive results come in order before the final one", arguments: Wire.all)
    func progress(callee: Wire) async throws {
        try await withListeningRouter { router in
            try await router.connect(callee).register("com.example.count") { invocation in
                for number in 1...9 { try await invocation.progress([Value(number), .binary([0])]) }
                return [10]
            }
            for wire in Wire.all {
                let received = Mutex<[CallResult]>([])
                let result = try await router.connect(wire).call("com.example.count") { result in
                    received.withLock { $0.append(result) }
                }
                #expect(result.args == [10], "\(wire)")
                let arguments = received.withLock { $0.map(\.args) }
                #expect(arguments == (1...9).map { [Value($0), .binary([0])] }, "\(wire)")
            }
        }
    }

    @Test("An event brings every value to all subscribers", arguments: Wire.all)
    func publication(publisher: Wire) async throws {
        try await withListeningRouter { router in
            var subscriptions: [(Wire, Subscription)] = []
            for wire in Wire.all {
                let subscriber = try await router.connect(wire)
                subscriptions.append((wire, try await subscriber.subscribe("com.example.topic")))
            }
            let publisher = try await router.connect(publisher)
            for number in 0..<3 {
                try await publisher.publish("com.example.topic", Self.values, kwargs: ["n": Value(number)])
            }
            for (wire, subscription) in subscriptions {
                var iterator = subscription.makeAsyncIterator()
                for number in 0..<3 {
                    let event = try await iterator.next()
                    #expect(event?.args == Self.values, "\(wire)")
                    #expect(event?.kwargs == ["n": Value(number)], "\(wire)")
                }
            }
        }
    }
}
