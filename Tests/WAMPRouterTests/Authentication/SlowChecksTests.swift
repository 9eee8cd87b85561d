import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import WAMPAuth
@testable import WAMPRouter

@Suite("Comparisons with slow hashes")
struct SlowChecksTests {
    private static let check = SlowCheck(
        hash: .sha256(SHA256.digest(Array("secret".utf8))), password: "secret", isGenuine: true)

    /// Begins checks of a place in one tick of a loop, and tells how many were taken.
    private func begin(
        _ count: Int, of place: String, _ checks: SlowChecks, _ loop: any EventLoop,
        then body: @escaping @Sendable (Bool) -> Void = { _ in }
    ) -> Int {
        (0..<count).count { _ in checks.run(Self.check, of: .other(place), on: loop, then: body) }
    }

    @Test("One address takes a few places, and all together no more than there are")
    func bounds() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let (a, b, all) = try await loop.submit {
            let checks = SlowChecks()
            let a = begin(10, of: "a", checks, loop)
            let b = begin(10, of: "b", checks, loop)
            return (a, b, (0..<100).map { begin(1, of: "\($0)", checks, loop) }.reduce(a + b, +))
        }.get()
        #expect((a, b) == (4, 4))
        #expect(all == 64)
    }

    @Test("A place is free again when its check has ended, with what it has found")
    func ends() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let checks = try await loop.submit { SlowChecks() }.get()
        for _ in 1...3 {
            let results = loop.makePromise(of: Void.self)
            let right = Mutex(0)
            _ = try await loop.submit {
                begin(4, of: "a", checks, loop) { isRight in
                    let count = right.withLock { count in
                        if isRight { count += 1 }
                        return count
                    }
                    if count == 4 { results.succeed() }
                }
            }.get()
            try await results.futureResult.get()
        }
    }
}
