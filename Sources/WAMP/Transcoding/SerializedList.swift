/// A list in one serialization, put together element by element.
package struct SerializedList: ~Copyable {
    package let serializer: Serializer
    private var elements = OutputBytes()
    /// How many elements there are.
    package private(set) var count = 0

    package init(_ serializer: Serializer) {
        self.serializer = serializer
    }

    /// The bytes of all elements.
    package var byteCount: Int { elements.count }

    /// Appends an element that is encoded already, including its delimiters.
    package mutating func append(encoded element: RawSpan) {
        beginElement()
        elements.append(element)
    }

    /// Appends a value.
    package mutating func append(_ value: Value) {
        beginElement()
        serializer.write(value, to: &elements)
    }

    /// Appends the list with its head or brackets.
    package func write(to output: inout OutputBytes) {
        switch serializer {
        case .json:
            output.append(ASCII.openList)
            output.append(elements.bytes)
            output.append(ASCII.closeList)
        case .messagePack:
            MessagePack.Writer.writeHead(isDictionary: false, count: count, to: &output)
            output.append(elements.bytes)
        case .cbor:
            CBOR.Writer.writeHead(isDictionary: false, count: count, to: &output)
            output.append(elements.bytes)
        }
    }

    private mutating func beginElement() {
        if serializer == .json, count > 0 { elements.append(ASCII.comma) }
        count += 1
    }
}
