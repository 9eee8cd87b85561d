/// An array whose elements keep their position: freed positions are used again.
package struct Slab<Element> {
    private var elements: [Element] = []
    private var free: [Int32] = []

    package init() {}

    /// The number of elements in use.
    package var count: Int { elements.count - free.count }

    /// The element at a position that is in use.
    package subscript(position: Int32) -> Element {
        _read { yield elements[Int(position)] }
        _modify { yield &elements[Int(position)] }
    }

    /// Stores an element and tells where.
    package mutating func insert(_ element: Element) -> Int32 {
        if let position = free.popLast() {
            elements[Int(position)] = element
            return position
        }
        elements.append(element)
        return Int32(elements.count - 1)
    }

    /// Frees a position. Its old element stays in memory until the position is used again, so replace what it holds first
    /// where that matters.
    package mutating func remove(at position: Int32) {
        free.append(position)
    }
}
