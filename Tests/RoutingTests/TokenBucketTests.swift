import Testing

@testable import Routing

@Suite("A rate with a burst")
struct TokenBucketTests {
    private let second: UInt64 = 1_000_000_000

    @Test("The burst is there at once, and the rate from then on")
    func rate() {
        var bucket = TokenBucket(perSecond: 4, burst: 3, now: 7)
        #expect((0..<5).map { _ in bucket.take() } == [true, true, true, false, false])
        bucket.refill(now: 7 + second / 4)
        #expect(bucket.take() == true)
        #expect(bucket.take() == false)
        bucket.refill(now: 7 + 100 * second)
        #expect((0..<4).map { _ in bucket.take() } == [true, true, true, false])
    }

    @Test("Pieces of time add up; a clock that stands still or goes back brings nothing")
    func pieces() {
        var bucket = TokenBucket(perSecond: 1, burst: 1, now: 0)
        #expect(bucket.take() == true)
        for piece in 1...9 { bucket.refill(now: UInt64(piece) * second / 10) }
        bucket.refill(now: 0)
        #expect(bucket.take() == false)
        bucket.refill(now: second)
        #expect(bucket.take() == true)
    }

    @Test("What is owed tells how long to wait")
    func debt() {
        var bucket = TokenBucket(perSecond: 100, burst: 50, now: 0)
        bucket.spend(50)
        #expect(!bucket.isOverdrawn)
        #expect(bucket.wait == 0)
        bucket.spend(200)
        #expect(bucket.wait == 2 * second)
        bucket.refill(now: 2 * second)
        #expect(!bucket.isOverdrawn)
        bucket.spend(.max)
        #expect(bucket.wait == 3600 * second)
    }
}
