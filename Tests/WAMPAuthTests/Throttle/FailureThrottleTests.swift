import Testing
import WAMPAuth

@Suite("Guessing is slowed down, then locked out")
struct FailureThrottleTests {
    private func client(_ authid: String? = "joe", _ host: String = "192.0.2.1") -> FailureThrottle.Client {
        FailureThrottle.Client(realm: "realm1", authid: authid, host: host)
    }

    @Test("The first failures cost nothing, then each delays twice as long, then nothing is accepted")
    func escalation() {
        var throttle = FailureThrottle()
        let delays = (0..<10).map { throttle.failed(client(), now: 1_000 + $0) }
        #expect(delays == [0, 0, 0, 250, 500, 1_000, 2_000, 4_000, 4_000, 4_000])
        #expect(throttle.judge(client(), now: 1_010) == .lockedOut(milliseconds: 59_999))
        #expect(throttle.judge(client("joe", "198.51.100.1"), now: 1_010) != .proceed)
        #expect(throttle.judge(client("ann"), now: 1_010) == .proceed)
        #expect(throttle.judge(client(), now: 61_009) == .proceed)
    }

    @Test("Who was locked out has few failures more")
    func relapse() {
        var throttle = FailureThrottle()
        for _ in 0..<10 { _ = throttle.failed(client(), now: 0) }
        for round in 0..<5 {
            #expect(throttle.failed(client("joe", "198.51.100.\(round)"), now: 60_000) > 0)
        }
        #expect(throttle.judge(client(), now: 60_000) != .proceed)
    }

    @Test("Success forgets the failures of the authid, and not those of the address")
    func success() {
        var throttle = FailureThrottle()
        for _ in 0..<9 { _ = throttle.failed(client(), now: 0) }
        throttle.succeeded(client())
        #expect(throttle.failed(client("joe", "198.51.100.1"), now: 0) == 0)
        #expect(throttle.failed(client("ann"), now: 0) == 0)
        #expect(throttle.failed(client("bob"), now: 0) == 250)
    }

    @Test("An address that tries one authid after the other is locked out")
    func spraying() {
        var throttle = FailureThrottle()
        for number in 0..<50 { _ = throttle.failed(client("user\(number)"), now: 0) }
        #expect(throttle.judge(client("somebody"), now: 0) == .lockedOut(milliseconds: 300_000))
        #expect(throttle.judge(client("somebody", "192.0.2.2"), now: 0) == .proceed)
    }

    @Test("IPv6 addresses with the same first 64 bits are one, and a mapped IPv4 address is that address")
    func networks() {
        var throttle = FailureThrottle()
        for number in 0..<50 { _ = throttle.failed(client(nil, "2001:db8::\(number)"), now: 0) }
        #expect(throttle.judge(client(nil, "2001:db8:0:0:ffff::1"), now: 0) != .proceed)
        #expect(throttle.judge(client(nil, "2001:db8:0:1::1"), now: 0) == .proceed)
        for _ in 0..<50 { _ = throttle.failed(client(nil, "::ffff:192.0.2.7"), now: 0) }
        #expect(throttle.judge(client(nil, "192.0.2.7"), now: 0) != .proceed)
    }

    @Test("Failures are forgotten after a while")
    func forgetting() {
        var throttle = FailureThrottle()
        for _ in 0..<9 { _ = throttle.failed(client(), now: 0) }
        #expect(throttle.failed(client("joe", "198.51.100.1"), now: 1_800_000) == 0)
    }

    @Test("Authids that are longer than any may be are not kept")
    func longAuthid() {
        var throttle = FailureThrottle()
        _ = throttle.failed(client(String(repeating: "a", count: 257)), now: 0)
        #expect(throttle.count == 1)
        _ = throttle.failed(client(String(repeating: "a", count: 256)), now: 0)
        #expect(throttle.count == 2)
    }

    @Test("The memory is bounded, whatever is tried")
    func bound() {
        var rules = FailureThrottle.Rules()
        rules.capacity = 100
        var throttle = FailureThrottle(rules)
        for number in 0..<10_000 {
            let host = "10.\(number / 65_536).\(number / 256 % 256).\(number % 256)"
            _ = throttle.failed(client("user\(number)", host), now: UInt64(number))
        }
        #expect(throttle.count <= 400)
    }
}
