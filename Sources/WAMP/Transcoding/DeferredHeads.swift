/// The heads of containers whose count is known only after their content has been written, and which are too
/// long for the one byte that holds their place.
///
/// They are put in all at once, so that the content of nested containers is not moved once for each level.
struct DeferredHeads {
    private struct Head {
        let offset: Int
        let isDictionary: Bool
        let count: Int
    }

    private var heads: [Head] = []

    /// The byte at `offset` of the output holds the place of a head.
    mutating func append(at offset: Int, isDictionary: Bool, count: Int) {
        heads.append(Head(offset: offset, isDictionary: isDictionary, count: count))
    }

    /// Puts the heads in their places.
    @inline(__always)
    mutating func insert<Writer: BinaryTokenWriter>(into output: inout OutputBytes, _ writer: Writer.Type) {
        if !heads.isEmpty { insertAll(into: &output, writer) }
    }

    @inline(never)
    private mutating func insertAll<Writer: BinaryTokenWriter>(
        into output: inout OutputBytes, _ writer: Writer.Type
    ) {
        // A container is closed after those in it.
        heads.sort { $0.offset < $1.offset }
        guard let first = heads.first?.offset else { return }
        var whole = OutputBytes()
        _ = whole.reserve(output.count - first + 8 * heads.count)
        var copied = first
        for head in heads {
            whole.append(UnsafeRawBufferPointer(rebasing: output.bytes[copied..<head.offset]))
            Writer.writeHead(isDictionary: head.isDictionary, count: head.count, to: &whole)
            copied = head.offset + 1
        }
        whole.append(UnsafeRawBufferPointer(rebasing: output.bytes[copied...]))
        output.truncate(to: first)
        output.append(whole.bytes)
        heads.removeAll()
    }
}
