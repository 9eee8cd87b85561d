import Routing
import Testing
import WAMP

@testable import WAMPRouter

@Suite("Testaments of one session (advanced profile, Session Testament)")
struct TestamentsTests {
    private func message(_ topic: String) throws -> StoredMessage {
        try StoredMessage(Message.Publish(request: 1, topic: topic), limits: ScanLimits())
    }

    private func topics(_ testaments: Testaments) -> [String] {
        testaments.all.map { message in
            let bytes = message.bytes
            return bytes.span.bytes.string(message.envelope.uri)
        }
    }

    @Test("Those of the scope detached come first, each scope in the order in which they were added")
    func order() throws {
        var testaments = Testaments()
        let limits = Testaments.Limits(count: 10, bytes: 10_000)
        for (topic, scope) in [
            ("com.a", Testaments.Scope.destroyed), ("com.b", .detached), ("com.c", .destroyed),
            ("com.d", .detached),
        ] {
            #expect(testaments.add(try message(topic), scope, limits: limits) == true)
        }
        #expect(topics(testaments) == ["com.b", "com.d", "com.a", "com.c"])
        testaments.flush(.detached)
        #expect(topics(testaments) == ["com.a", "com.c"])
        testaments.flush(.destroyed)
        #expect(topics(testaments) == [])
    }

    @Test("The limits hold for both scopes together; flushing makes room")
    func limits() throws {
        var testaments = Testaments()
        let size = try message("com.a").byteCount
        let twoBySize = Testaments.Limits(count: 10, bytes: 2 * size)
        #expect(testaments.add(try message("com.a"), .destroyed, limits: twoBySize) == true)
        #expect(testaments.add(try message("com.ab"), .detached, limits: twoBySize) == false)
        #expect(testaments.add(try message("com.b"), .detached, limits: twoBySize) == true)
        #expect(testaments.add(try message("com.c"), .destroyed, limits: twoBySize) == false)
        testaments.flush(.detached)
        #expect(testaments.add(try message("com.c"), .destroyed, limits: twoBySize) == true)
        let twoByCount = Testaments.Limits(count: 2, bytes: 10_000)
        #expect(testaments.add(try message("com.d"), .detached, limits: twoByCount) == false)
        testaments.flush(.destroyed)
        #expect(testaments.add(try message("com.d"), .detached, limits: twoByCount) == true)
        #expect(topics(testaments) == ["com.d"])
    }
}
