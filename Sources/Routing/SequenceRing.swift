/// A table from request ids to small integers, for ids that mostly count up one by one: calls under way.
///
/// An id's place is its low bits, so a sequence of ids fills the table without a collision and finding one is one array
/// access. An id that finds its place taken (one answer is outstanding while thousands of others came and went, or a peer
/// chooses its ids freely) goes to a dictionary, so that memory follows the number of entries, never the distance of ids.
package struct SequenceRing: Sendable {
    private struct Slot {
        var id: UInt64 = 0
        var value: Int32 = 0
    }

    private var slots: [Slot] = []
    private var collided: [UInt64: Int32] = [:]
    /// The number of entries.
    package private(set) var count = 0

    package init() {}

    /// The value stored for `id`; none for 0, which marks a free place.
    package func find(_ id: UInt64) -> Int32? {
        guard !slots.isEmpty, id != 0 else { return nil }
        let slot = slots[Int(truncatingIfNeeded: id) & (slots.count &- 1)]
        if slot.id == id { return slot.value }
        return collided.isEmpty ? nil : collided[id]
    }

    /// Stores a value for `id`, which is not 0 and not in the table.
    package mutating func insert(_ id: UInt64, value: Int32) {
        assert(id != 0 && find(id) == nil)
        count += 1
        if slots.isEmpty { slots = Array(repeating: Slot(), count: 4) }
        while true {
            let place = Int(truncatingIfNeeded: id) & (slots.count &- 1)
            if slots[place].id == 0 {
                slots[place] = Slot(id: id, value: value)
                return
            }
            guard slots.count < 2 * count else {
                collided[id] = value
                return
            }
            grow()
        }
    }

    /// Removes `id` and tells what was stored for it.
    package mutating func remove(_ id: UInt64) -> Int32? {
        guard !slots.isEmpty, id != 0 else { return nil }
        let place = Int(truncatingIfNeeded: id) & (slots.count &- 1)
        if slots[place].id == id {
            let value = slots[place].value
            slots[place].id = 0
            count -= 1
            // A burst's memory is given back once it is over.
            if count == 0, slots.count > 256 { slots = [] }
            return value
        }
        guard !collided.isEmpty, let value = collided.removeValue(forKey: id) else { return nil }
        count -= 1
        return value
    }

    /// All entries, in no particular order.
    package var entries: [(id: UInt64, value: Int32)] {
        slots.filter { $0.id != 0 }.map { ($0.id, $0.value) } + collided.map { ($0.key, $0.value) }
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count * 2)
        // Twice as many places never make two ids collide that did not before.
        for slot in old where slot.id != 0 {
            slots[Int(truncatingIfNeeded: slot.id) & (slots.count - 1)] = slot
        }
    }
}
