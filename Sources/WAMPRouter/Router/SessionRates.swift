import Routing

/// What a session whose role has rates may still send. Of the time it is told once for each read.
final class SessionRates {
    /// A bucket, and what happens when it is empty.
    private struct Meter {
        var bucket: TokenBucket
        var pauses: Bool

        init?(_ rate: RouterConfiguration.Rate?, canPause: Bool, now: UInt64) {
            guard let rate else { return nil }
            bucket = TokenBucket(perSecond: rate.perSecond, burst: rate.burst ?? rate.perSecond, now: now)
            switch rate.onExcess {
            case .error: pauses = false
            case .pause: pauses = canPause
            }
        }

        mutating func mayGoOn() -> Bool {
            guard pauses else { return bucket.take() }
            bucket.spend(1)
            return true
        }
    }

    private var publish: Meter?
    private var call: Meter?
    private var bytes: TokenBucket?
    /// PUBLISH messages beyond the rate that were not acknowledged, and so dropped without an answer.
    var droppedPublications = 0

    /// - Parameters:
    ///   - canPause: the session's transport can be left unread; a rate that would pause it refuses otherwise.
    ///   - now: nanoseconds of a clock that never goes back.
    init(_ quotas: SessionQuotas, canPause: Bool, now: UInt64) {
        publish = Meter(quotas.publishRate, canPause: canPause, now: now)
        call = Meter(quotas.callRate, canPause: canPause, now: now)
        bytes = quotas.byteRate.map {
            TokenBucket(perSecond: $0.perSecond, burst: $0.burst ?? $0.perSecond, now: now)
        }
    }

    /// A read begins.
    func refill(now: UInt64) {
        publish?.bucket.refill(now: now)
        call?.bucket.refill(now: now)
        bytes?.refill(now: now)
    }

    /// A PUBLISH is within the rate.
    func mayPublish() -> Bool { publish?.mayGoOn() ?? true }

    /// A CALL is within the rate.
    func mayCall() -> Bool { call?.mayGoOn() ?? true }

    /// So many bytes have been received.
    func received(_ count: Int) { bytes?.spend(count) }

    /// More bytes have been received than the rate and its burst allow.
    var hasTooManyBytes: Bool { bytes?.isOverdrawn ?? false }

    /// For how many nanoseconds the session is not to be read from.
    var wait: UInt64 { max(publish?.bucket.wait ?? 0, call?.bucket.wait ?? 0, bytes?.wait ?? 0) }
}
