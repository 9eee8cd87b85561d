/// A queue of events that are numbered in the order in which they came: 0, 1, 2 and so on. Appending and
/// removing move no other event; memory follows the most events that were in it at once.
struct EventRing: Sendable {
    /// A power of two, or empty. The event `number` stands at `number` modulo the count.
    private var places: [KeptEvent?] = []
    /// The number of the oldest event.
    private(set) var startNumber = 0
    /// The number that the next event gets.
    private(set) var endNumber = 0

    var count: Int { endNumber - startNumber }

    /// The oldest event.
    var first: KeptEvent? { count == 0 ? nil : places[place(of: startNumber)] }

    /// The event with a number; `nil` where it is none of those in the queue.
    subscript(number: Int) -> KeptEvent? {
        startNumber..<endNumber ~= number ? places[place(of: number)] : nil
    }

    mutating func append(_ event: KeptEvent) {
        if count == places.count { grow() }
        places[place(of: endNumber)] = event
        endNumber += 1
    }

    /// Removes the oldest event; does nothing where there is none.
    mutating func removeFirst() {
        guard count > 0 else { return }
        places[place(of: startNumber)] = nil
        startNumber += 1
    }

    private func place(of number: Int) -> Int { number & (places.count - 1) }

    private mutating func grow() {
        let old = self
        places = Array(repeating: nil, count: max(old.places.count * 2, 16))
        for number in old.startNumber..<old.endNumber { places[place(of: number)] = old[number] }
    }
}
