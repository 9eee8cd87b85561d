import Testing

@testable import WebSocket

@Suite("Keep-alive (RFC 6455 §5.5.2, §5.5.3)")
struct KeepAliveTests {
    private func pong(_ number: UInt64) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    @Test("A silent peer is pinged after the interval and given up after the timeout")
    func silence() {
        var keepAlive = KeepAlive(interval: 100, timeout: 30, now: 1000)
        #expect(keepAlive.tick(now: 1000) == .wait(until: 1100))
        #expect(keepAlive.tick(now: 1099) == .wait(until: 1100))
        #expect(keepAlive.tick(now: 1100) == .sendPing(payload: 1, until: 1130))
        #expect(keepAlive.tick(now: 1129) == .wait(until: 1130))
        #expect(keepAlive.tick(now: 1130) == .fail)
        #expect(keepAlive.tick(now: 1131) == .none)
    }

    @Test("Any byte postpones the ping, and answers an outstanding one")
    func bytes() {
        var keepAlive = KeepAlive(interval: 100, timeout: 30, now: 0)
        keepAlive.bytesReceived(now: 60)
        #expect(keepAlive.tick(now: 100) == .wait(until: 160))
        #expect(keepAlive.tick(now: 160) == .sendPing(payload: 1, until: 190))
        keepAlive.bytesReceived(now: 180)
        #expect(keepAlive.tick(now: 190) == .wait(until: 280))
        #expect(keepAlive.tick(now: 280) == .sendPing(payload: 2, until: 310))
    }

    @Test("The pong with the last ping's number gives the round trip; any other is a sign of life")
    func pongs() {
        var keepAlive = KeepAlive(interval: 100, timeout: 30, now: 0)
        pong(0).withUnsafeBytes { #expect(keepAlive.pongReceived(payload: $0, now: 5) == .unsolicited) }
        #expect(keepAlive.tick(now: 105) == .sendPing(payload: 1, until: 135))
        pong(7).withUnsafeBytes { #expect(keepAlive.pongReceived(payload: $0, now: 110) == .unsolicited) }
        [1, 2, 3].withUnsafeBytes { #expect(keepAlive.pongReceived(payload: $0, now: 111) == .unsolicited) }
        pong(1).withUnsafeBytes {
            #expect(keepAlive.pongReceived(payload: $0, now: 117) == .answered(roundTrip: 12))
        }
        #expect(keepAlive.tick(now: 135) == .wait(until: 217))
    }

    @Test("An interval of zero never pings")
    func off() {
        var keepAlive = KeepAlive(interval: 0, timeout: 30, now: 0)
        #expect(keepAlive.tick(now: .max) == .none)
    }

    @Test("The end of time is not exceeded, and time that runs back does no harm")
    func extremes() {
        var keepAlive = KeepAlive(interval: .max, timeout: .max, now: 50)
        #expect(keepAlive.tick(now: 100) == .wait(until: .max))
        keepAlive.bytesReceived(now: 10)
        #expect(keepAlive.tick(now: 0) == .wait(until: .max))
        #expect(keepAlive.tick(now: .max) == .sendPing(payload: 1, until: .max))
        #expect(keepAlive.tick(now: .max) == .fail)
    }
}
