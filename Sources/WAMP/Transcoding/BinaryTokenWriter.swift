/// A serialization that writes a head with a count before the content of a container, and nothing between
/// elements.
protocol BinaryTokenWriter: TokenWriter {
    /// How many elements or members a container may have so that its head is one byte long.
    static var greatestShortCount: Int { get }

    /// The head of a container of at most `greatestShortCount` elements or members.
    static func shortHead(isDictionary: Bool, count: Int) -> UInt8

    /// Appends the shortest head of a container.
    static func writeHead(isDictionary: Bool, count: Int, to output: inout OutputBytes)
}

extension BinaryTokenWriter {
    @inline(__always)
    static func writeOpening(of container: Container, to output: inout OutputBytes) {
        guard let count = container.count else { return output.append(0) }
        writeHead(isDictionary: container.isDictionary, count: count, to: &output)
    }

    @inline(__always)
    static func writeSeparator(after written: Int, to output: inout OutputBytes) {}

    @inline(__always)
    static func writeKeySeparator(to output: inout OutputBytes) {}

    @inline(__always)
    static func writeClosing(
        of container: Container, opening: Int, written: Int, to output: inout OutputBytes,
        heads: inout DeferredHeads
    ) {
        guard container.count == nil else { return }
        guard written <= greatestShortCount else {
            return heads.append(at: opening, isDictionary: container.isDictionary, count: written)
        }
        let head = shortHead(isDictionary: container.isDictionary, count: written)
        output.written(at: opening).storeBytes(of: head, as: UInt8.self)
    }

    @inline(__always)
    static func insert(_ heads: inout DeferredHeads, into output: inout OutputBytes) {
        heads.insert(into: &output, Self.self)
    }
}

extension BinaryTokenWriter {
    /// Appends a value in its shortest form; a double always has 64 bits.
    static func write(_ value: Value, to output: inout OutputBytes) {
        switch value {
        case .null: writeNull(to: &output)
        case .bool(let bool): write(bool, to: &output)
        case .integer(let integer): write(integer, to: &output)
        case .unsigned(let integer): write(integer, to: &output)
        case .double(let double): write(double, to: &output)
        case .string(let string): write(text: string.utf8Span.span.bytes, to: &output)
        case .binary(let bytes): write(binary: bytes.span.bytes, to: &output)
        case .list(let list): write(list, to: &output)
        case .dictionary(let dictionary): write(dictionary, to: &output)
        }
    }

    /// Appends a list.
    static func write(_ list: [Value], to output: inout OutputBytes) {
        writeHead(isDictionary: false, count: list.count, to: &output)
        for element in list { write(element, to: &output) }
    }

    /// Appends a dictionary, its members in their order.
    static func write(_ dictionary: ValueDictionary, to output: inout OutputBytes) {
        writeHead(isDictionary: true, count: dictionary.count, to: &output)
        for member in dictionary {
            write(text: member.key.utf8Span.span.bytes, to: &output)
            write(member.value, to: &output)
        }
    }
}
