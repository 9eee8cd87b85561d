/// A hierarchical timing wheel: which timers have expired, for any number of them (advanced profile, "Call
/// Timeouts").
///
/// A deadline is a number of digits to the base 64, one level for each digit. A timer stands on the level of
/// the highest digit in which its deadline differs from the present, in the slot that this digit names. So
/// everything on a level expires before everything on the next one, a slot before those behind it, and the
/// first occupied slot of the first occupied level has the earliest timers. When the time of a slot above the
/// lowest level comes, its timers move down; each moves at most once per level. Timers with the same deadline
/// always stand in the same slot, in the order of insertion.
///
/// Inserting and removing link and unlink one place of an array that the timer indexes. All times are
/// milliseconds of one monotonic clock, which the owner reads. The wheel begins at 0: an `advance` to the
/// present before the first `insert` saves the way down through levels that the clock has left behind.
package struct TimerWheel: Sendable {
    private static let digitBits = 6
    private static let slotsPerLevel = 1 << digitBits
    /// Enough digits for 64 bits.
    private static let levelCount = 11
    /// More links than this are given back when the wheel has emptied.
    private static let keptLinks = 256

    /// The place of a timer in the circular list of its slot.
    private struct Link {
        var deadline: UInt64 = 0
        /// Negative where the timer is not in the wheel.
        var next: Int32 = -1
        var previous: Int32 = -1
    }

    /// Indexed by timer.
    private var links: [Link] = []
    /// The first timer of each slot, all slots of a level together; negative where there is none.
    private var heads = [Int32](repeating: -1, count: levelCount * slotsPerLevel)
    /// For each level, which of its slots have timers.
    private var occupiedSlots = [UInt64](repeating: 0, count: levelCount)
    /// Which levels have timers.
    private var occupiedLevels: UInt32 = 0
    /// No timer has a deadline before it.
    private var present: UInt64 = 0
    /// Timers inserted since `links` was given back.
    private var insertions = 0
    /// The number of timers in the wheel.
    package private(set) var count = 0

    package init() {}

    /// Whether `timer` is in the wheel.
    package func contains(_ timer: Int32) -> Bool {
        timer >= 0 && Int(timer) < links.count && links[Int(timer)].next >= 0
    }

    /// Starts a timer; one that is in the wheel gets the new deadline.
    ///
    /// - Parameters:
    ///   - timer: a small number that is not negative, such as a position in a `Slab`; memory follows the
    ///     largest one.
    ///   - deadline: in milliseconds. One before the time of the last `advance` is taken for that time, so
    ///     that the timer expires with the next one.
    package mutating func insert(_ timer: Int32, deadline: UInt64) {
        assert(timer >= 0)
        guard timer >= 0 else { return }
        if contains(timer) { unlink(timer) } else { count += 1 }
        insertions += 1
        while links.count <= Int(timer) { links.append(Link()) }
        links[Int(timer)].deadline = max(deadline, present)
        link(timer)
    }

    /// Stops a timer; does nothing where it is not in the wheel.
    package mutating func remove(_ timer: Int32) {
        guard contains(timer) else { return }
        unlink(timer)
        count -= 1
        giveBackLinks()
    }

    /// When `advance` must be called next, at the latest: the earliest deadline, or an earlier moment at
    /// which timers move to a lower level. `nil` where the wheel is empty.
    package var nextDeadline: UInt64? {
        firstSlot?.start
    }

    /// Takes out all timers whose deadline is at or before `now` and appends them to `expired`, in the order
    /// of their deadlines, and of their insertion where those are equal. Time never goes backwards: a `now`
    /// before that of the last call does nothing.
    package mutating func advance(to now: UInt64, into expired: inout [Int32]) {
        guard now >= present else { return }
        while let slot = firstSlot, slot.start <= now {
            present = slot.start
            if slot.level == 0 {
                expire(slot, into: &expired)
            } else {
                moveDown(slot)
            }
        }
        present = now
        giveBackLinks()
    }

    private struct Slot {
        var level: Int
        var number: Int
        /// The earliest deadline that belongs into it.
        var start: UInt64
        /// Position in `heads`.
        var index: Int { level &* TimerWheel.slotsPerLevel &+ number }
    }

    private var firstSlot: Slot? {
        guard occupiedLevels != 0 else { return nil }
        let level = occupiedLevels.trailingZeroBitCount
        let number = occupiedSlots[level].trailingZeroBitCount
        let shift = level &* Self.digitBits
        // A mask shifted by 64 and more is 0: no digit stands above the highest level.
        let above = present & (UInt64.max << (shift &+ Self.digitBits))
        return Slot(level: level, number: number, start: above | UInt64(number) << shift)
    }

    /// The level and slot of a deadline that is not before `present`.
    private func slot(of deadline: UInt64) -> (level: Int, number: Int) {
        let highestDifferentBit = 63 &- (deadline ^ present | 1).leadingZeroBitCount
        let level = highestDifferentBit / Self.digitBits
        let number = Int(truncatingIfNeeded: deadline &>> UInt64(level &* Self.digitBits))
        return (level, number & (Self.slotsPerLevel &- 1))
    }

    /// Appends a timer to the slot of its deadline.
    private mutating func link(_ timer: Int32) {
        let (level, number) = slot(of: links[Int(timer)].deadline)
        let index = level &* Self.slotsPerLevel &+ number
        let head = heads[index]
        guard head >= 0 else {
            links[Int(timer)].next = timer
            links[Int(timer)].previous = timer
            heads[index] = timer
            occupiedSlots[level] |= 1 &<< UInt64(number)
            occupiedLevels |= 1 &<< UInt32(level)
            return
        }
        let tail = links[Int(head)].previous
        links[Int(timer)].next = head
        links[Int(timer)].previous = tail
        links[Int(tail)].next = timer
        links[Int(head)].previous = timer
    }

    private mutating func unlink(_ timer: Int32) {
        let old = links[Int(timer)]
        links[Int(timer)].next = -1
        let (level, number) = slot(of: old.deadline)
        let index = level &* Self.slotsPerLevel &+ number
        guard old.next != timer else {
            heads[index] = -1
            markEmpty(level: level, number: number)
            return
        }
        links[Int(old.previous)].next = old.next
        links[Int(old.next)].previous = old.previous
        if heads[index] == timer { heads[index] = old.next }
    }

    private mutating func markEmpty(level: Int, number: Int) {
        occupiedSlots[level] &= ~(1 &<< UInt64(number))
        if occupiedSlots[level] == 0 { occupiedLevels &= ~(1 &<< UInt32(level)) }
    }

    /// Empties a slot and tells the first timer of the list that it had.
    private mutating func takeList(_ slot: Slot) -> Int32 {
        defer { heads[slot.index] = -1 }
        markEmpty(level: slot.level, number: slot.number)
        return heads[slot.index]
    }

    private mutating func expire(_ slot: Slot, into expired: inout [Int32]) {
        let head = takeList(slot)
        var timer = head
        repeat {
            expired.append(timer)
            let next = links[Int(timer)].next
            links[Int(timer)].next = -1
            count -= 1
            timer = next
        } while timer != head
    }

    private mutating func moveDown(_ slot: Slot) {
        let head = takeList(slot)
        var timer = head
        repeat {
            let next = links[Int(timer)].next
            link(timer)
            timer = next
        } while timer != head
    }

    /// Gives the memory of a burst back once it is over, but not more often than it was used for as many
    /// insertions as it has places: a large timer that comes and goes alone must not pay for all those below
    /// it each time.
    private mutating func giveBackLinks() {
        guard count == 0, links.count > Self.keptLinks, insertions >= links.count else { return }
        links = []
        insertions = 0
    }
}
