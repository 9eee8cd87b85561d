import WAMP

/// The literal components of the patterns in a tree, each known by a number: they are compared with those of a URI
/// once, however many nodes they lead to.
///
/// A component is a chain of parts of 16 bytes, the last of which may be shorter; a part has a number for what it and
/// those before it spell. Most components are one part.
struct ComponentNumbers: Sendable {
    private var parts: NodeTable<ComponentPart>
    private var numbers = NodeNumbers()
    /// How often the part with each number is the last of a component in use, or goes on.
    private var uses: [Int32] = [0]

    /// - Parameter seed: a random number that stays secret; it keys the hash table.
    init(seed: UInt64) {
        parts = NodeTable(seed: seed)
    }

    /// The number of places there is memory for.
    var capacity: Int { parts.capacity + uses.count }
    /// Most numbers are free, so that it is worth while to give those in use anew.
    var areSparse: Bool { numbers.areSparse }

    /// The number of the component of `uri` from `start` to `end`, which is greater than 0; or 0 where no pattern has
    /// it. It has at least one byte.
    @inline(__always)
    func find(_ uri: RawSpan, from start: Int, to end: Int) -> Int32 {
        var number: Int32 = 0
        var at = start
        repeat {
            let place = parts.find(below: number, ComponentPart.Symbol(uri, from: at, to: end))
            guard place >= 0 else { return 0 }
            number = parts[place].number
            at &+= PrefixLabel.maximumCount
        } while at < end
        return number
    }

    /// The number of `component`, which is used once more.
    mutating func use(_ component: [UInt8]) -> Int32 {
        var number: Int32 = 0
        for at in stride(from: 0, to: component.count, by: PrefixLabel.maximumCount) {
            let symbol = ComponentPart.Symbol(component.span.bytes, from: at, to: component.count)
            let place = parts.find(below: number, symbol)
            if place >= 0 {
                number = parts[place].number
            } else {
                let next = numbers.take()
                if Int(next) == uses.count { uses.append(0) } else { uses[Int(next)] = 0 }
                parts.insert(ComponentPart(parent: number, number: next, symbol: symbol))
                number = next
            }
            uses[Int(number)] += 1
        }
        return number
    }

    /// `component`, which is in use, is used once less.
    mutating func release(_ component: [UInt8]) {
        var number: Int32 = 0
        for at in stride(from: 0, to: component.count, by: PrefixLabel.maximumCount) {
            let symbol = ComponentPart.Symbol(component.span.bytes, from: at, to: component.count)
            let place = parts.find(below: number, symbol)
            number = parts[place].number
            uses[Int(number)] -= 1
            if uses[Int(number)] == 0 {
                parts.remove(at: place)
                numbers.giveBack(number)
            }
        }
    }

    /// Gives the numbers in use anew, and the memory of the others back.
    ///
    /// - Returns: the new number of each old one; that of 0 is 0.
    mutating func renumber() -> [Int32] {
        let new = numbers.renumber()
        uses = uses.indices.filter { new[$0] >= 0 }.map { uses[$0] }
        parts.rebuild { part in
            part.parent = new[Int(part.parent)]
            part.number = new[Int(part.number)]
        }
        return new
    }
}
