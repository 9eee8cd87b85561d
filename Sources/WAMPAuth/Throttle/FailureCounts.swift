/// Failures by key, for a time and in a bounded space.
///
/// Two generations: when the younger one is full or old, it becomes the older one, and what was the older is forgotten. So
/// nothing is searched for what to forget, and what fails now is never forgotten before what failed long ago.
struct FailureCounts<Key: Hashable & Sendable>: Sendable {
    /// The failures of one key.
    struct Entry: Sendable {
        var failures = 0
        /// Milliseconds; nothing is accepted before.
        var blockedUntil: UInt64 = 0
    }

    private let capacity: Int
    private let lifetime: UInt64
    private var young: [Key: Entry] = [:]
    private var old: [Key: Entry] = [:]
    private var begin: UInt64 = 0

    /// - Parameters:
    ///   - capacity: the most keys in a generation.
    ///   - lifetime: of a generation, in milliseconds; failures are remembered that long at least, if the space suffices.
    init(capacity: Int, lifetime: UInt64) {
        self.capacity = max(1, capacity)
        self.lifetime = lifetime
    }

    /// How many keys are remembered.
    var count: Int { young.count + old.count }

    func entry(_ key: Key, now: UInt64) -> Entry? {
        let age = now >= begin ? now - begin : 0
        // Both generations would have been given up by now.
        if age >= 2 * lifetime { return nil }
        return young[key] ?? (age >= lifetime ? nil : old[key])
    }

    /// Changes the entry of a key.
    mutating func update(_ key: Key, now: UInt64, _ change: (inout Entry) -> Void) {
        var entry = entry(key, now: now) ?? Entry()
        change(&entry)
        renew(now: now, isFull: young.count >= capacity && young[key] == nil)
        young[key] = entry
        old[key] = nil
    }

    mutating func forget(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }

    private mutating func renew(now: UInt64, isFull: Bool) {
        let age = now >= begin ? now - begin : 0
        guard isFull || age >= lifetime else { return }
        old = age >= 2 * lifetime ? [:] : young
        young = [:]
        begin = now
    }
}
