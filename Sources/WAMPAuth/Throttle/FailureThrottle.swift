/// Slows down and locks out those who guess secrets: counts failures per authid of a realm and per address, in bounded memory.
///
/// The first failures cost nothing, since people mistype. After them each answer is delayed, twice as long every time; and
/// after more, nothing is accepted for a while. An address has more failures free than an authid, because many clients share
/// one behind address translation. An authid is locked out for a shorter time, because anybody can lock out somebody else.
package struct FailureThrottle: Sendable {
    /// What one key may do.
    package struct Rule: Equatable, Sendable {
        /// So many failures have no consequences.
        package var free: Int
        /// Milliseconds that the answer waits after the first failure beyond; each further one doubles it.
        package var firstDelay: UInt64
        /// The longest delay, in milliseconds.
        package var longestDelay: UInt64
        /// So many failures lock out.
        package var lockout: Int
        /// For how long, in milliseconds.
        package var lockoutTime: UInt64

        package init(
            free: Int, firstDelay: UInt64, longestDelay: UInt64, lockout: Int, lockoutTime: UInt64
        ) {
            self.free = free
            self.firstDelay = firstDelay
            self.longestDelay = longestDelay
            self.lockout = lockout
            self.lockoutTime = lockoutTime
        }

        /// After so many failures: how long the answer waits, and whether nothing is accepted for `lockoutTime`.
        func consequence(of failures: Int) -> (delay: UInt64, isLockedOut: Bool) {
            if failures >= lockout { return (longestDelay, true) }
            guard failures > free else { return (0, false) }
            let doublings = UInt64(min(failures - free - 1, 32))
            let (delay, overflow) = firstDelay.multipliedReportingOverflow(by: 1 << doublings)
            return (overflow ? longestDelay : min(delay, longestDelay), false)
        }
    }

    /// The rules of a throttle.
    package struct Rules: Equatable, Sendable {
        /// 3 failures free, then 250 ms to 4 s, 10 lock out for one minute.
        package var authid = Rule(
            free: 3, firstDelay: 250, longestDelay: 4_000, lockout: 10, lockoutTime: 60_000)
        /// 10 failures free, then 250 ms to 4 s, 50 lock out for five minutes.
        package var address = Rule(
            free: 10, firstDelay: 250, longestDelay: 4_000, lockout: 50, lockoutTime: 300_000)
        /// Milliseconds for which failures are remembered at least: 15 minutes.
        package var memory: UInt64 = 900_000
        /// The most authids and the most addresses that are remembered in a generation: 16,384, some 10 MB in all where the
        /// authids are as long as they may be.
        package var capacity = 16_384

        package init() {}
    }

    /// What to do with somebody who wants to authenticate.
    package enum Verdict: Equatable, Sendable {
        case proceed
        /// Refuse without looking at anything, in the same words as a wrong password.
        case lockedOut(milliseconds: UInt64)
    }

    /// Who failed.
    package struct Client: Sendable {
        /// An address: IPv6 by its first 64 bits, which belong to one customer; a text that is none as it is.
        package enum Place: Hashable, Sendable {
            case network([UInt8])
            case other(String)
        }

        struct Account: Hashable, Sendable {
            let realm: String
            let authid: String
        }

        let account: Account?
        package let place: Place

        /// - Parameters:
        ///   - authid: one that is longer than any may be is not counted, since its failures are no news.
        ///   - host: the client's address; empty for a Unix socket.
        package init(realm: String, authid: String?, host: String) {
            let isCounted = (authid?.utf8.count ?? 0) <= AuthenticationOffer.maximumAuthidSize
            account = isCounted ? authid.map { Account(realm: realm, authid: $0) } : nil
            if let address = NetworkAddress(host) {
                place = .network(address.bytes.count == 16 ? Array(address.bytes.prefix(8)) : address.bytes)
            } else {
                place = .other(host)
            }
        }
    }

    package let rules: Rules
    private var accounts: FailureCounts<Client.Account>
    private var places: FailureCounts<Client.Place>

    package init(_ rules: Rules = Rules()) {
        self.rules = rules
        accounts = FailureCounts(capacity: rules.capacity, lifetime: rules.memory)
        places = FailureCounts(capacity: rules.capacity, lifetime: rules.memory)
    }

    /// How many authids and addresses are remembered.
    package var count: Int { accounts.count + places.count }

    /// Whether somebody may try now; asked before CHALLENGE, and again before AUTHENTICATE is looked at.
    ///
    /// - Parameter now: milliseconds.
    package func judge(_ client: Client, now: UInt64) -> Verdict {
        let account = client.account.flatMap { accounts.entry($0, now: now) }
        let until = max(
            account?.blockedUntil ?? 0, places.entry(client.place, now: now)?.blockedUntil ?? 0)
        return until > now ? .lockedOut(milliseconds: until - now) : .proceed
    }

    /// Counts a failure.
    ///
    /// - Returns: how many milliseconds ABORT is to wait.
    package mutating func failed(_ client: Client, now: UInt64) -> UInt64 {
        var delay = count(client.place, in: &places, rules.address, now: now)
        if let account = client.account {
            delay = max(delay, count(account, in: &accounts, rules.authid, now: now))
        }
        return delay
    }

    /// Forgets the failures of an authid; those of the address are not, so that one account of his own does not help a guesser.
    package mutating func succeeded(_ client: Client) {
        if let account = client.account { accounts.forget(account) }
    }

    private func count<Key>(
        _ key: Key, in counts: inout FailureCounts<Key>, _ rule: Rule, now: UInt64
    ) -> UInt64 {
        var delay: UInt64 = 0
        counts.update(key, now: now) { entry in
            // Who was locked out begins anew where the delays were longest.
            if entry.blockedUntil > 0, entry.blockedUntil <= now {
                entry = .init(failures: max(rule.free, rule.lockout / 2))
            }
            entry.failures = min(entry.failures + 1, rule.lockout)
            let consequence = rule.consequence(of: entry.failures)
            delay = consequence.delay
            if consequence.isLockedOut {
                entry.blockedUntil = max(entry.blockedUntil, now &+ rule.lockoutTime)
            }
        }
        return delay
    }
}
