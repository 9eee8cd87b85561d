/// A hash table from URIs, as raw bytes, to small integers.
///
/// Looking up takes the received bytes as they are: no `String`, no array is made. Open addressing with linear
/// probing and deletion by shifting back, so that a table that saw many URIs come and go stays as fast as a new one;
/// it gives memory back when few are left. The hash is keyed with a secret `seed`, so that nobody outside can choose
/// URIs that collide.
package struct URITable: Sendable {
    private struct Slot {
        var hash: UInt64 = 0
        var value: Int32 = -1
        var key: [UInt8] = []
    }

    private static let smallest = 8

    private var slots: [Slot]
    private let seed: UInt64
    /// The number of URIs in the table.
    package private(set) var count = 0

    /// - Parameter seed: a random number that stays secret.
    package init(seed: UInt64) {
        self.seed = seed
        slots = Array(repeating: Slot(), count: Self.smallest)
    }

    /// The number of places there is memory for.
    var capacity: Int { slots.count }

    /// The value stored for `uri`.
    @inline(__always)
    package func find(_ uri: RawSpan) -> Int32? {
        let hash = URIHash.hash(uri, seed: seed)
        let mask = slots.count &- 1
        var at = Int(truncatingIfNeeded: hash) & mask
        while slots[at].value >= 0 {
            if slots[at].hash == hash, Self.matches(slots[at].key, uri) {
                return slots[at].value
            }
            at = (at &+ 1) & mask
        }
        return nil
    }

    /// Stores `value`, which must not be negative, for `uri`, which must not be in the table.
    package mutating func insert(_ uri: [UInt8], value: Int32) {
        assert(value >= 0 && find(uri.span.bytes) == nil)
        if (count + 1) * 4 > slots.count * 3 { resize(to: slots.count * 2) }
        place(Slot(hash: URIHash.hash(uri.span.bytes, seed: seed), value: value, key: uri))
        count += 1
    }

    /// Removes `uri`; does nothing where it is not in the table.
    package mutating func remove(_ uri: RawSpan) {
        let hash = URIHash.hash(uri, seed: seed)
        let mask = slots.count - 1
        var hole = Int(truncatingIfNeeded: hash) & mask
        while slots[hole].value >= 0,
            !(slots[hole].hash == hash && Self.matches(slots[hole].key, uri))
        {
            hole = (hole + 1) & mask
        }
        guard slots[hole].value >= 0 else { return }
        count -= 1
        var next = (hole + 1) & mask
        while slots[next].value >= 0 {
            // An entry may move into the hole if the hole lies between its home and where it stands.
            let home = Int(truncatingIfNeeded: slots[next].hash) & mask
            if (next &- home) & mask >= (next &- hole) & mask {
                slots.swapAt(hole, next)
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole] = Slot()
        // Far from where it grows again, so that one URI that comes and goes does not move the others each time.
        if slots.count > Self.smallest, count * 8 < slots.count { resize(to: slots.count / 2) }
    }

    private mutating func place(_ slot: Slot) {
        let mask = slots.count - 1
        var at = Int(truncatingIfNeeded: slot.hash) & mask
        while slots[at].value >= 0 { at = (at + 1) & mask }
        slots[at] = slot
    }

    private mutating func resize(to capacity: Int) {
        let old = slots
        slots = Array(repeating: Slot(), count: capacity)
        for slot in old where slot.value >= 0 { place(slot) }
    }

    private static func matches(_ key: [UInt8], _ uri: RawSpan) -> Bool {
        guard key.count == uri.byteCount else { return false }
        return key.span.bytes.hasSameBytes(as: uri)
    }
}
