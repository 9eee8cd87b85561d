/// What a serialization writes: scalars, and the heads or delimiters of containers.
protocol TokenWriter {
    static func writeNull(to output: inout OutputBytes)
    static func write(_ bool: Bool, to output: inout OutputBytes)
    static func write(_ integer: Int64, to output: inout OutputBytes)
    static func write(_ integer: UInt64, to output: inout OutputBytes)
    static func write(_ double: Double, to output: inout OutputBytes)

    /// Appends a string, given as valid UTF-8.
    static func write(text: RawSpan, to output: inout OutputBytes)

    /// Appends a binary value.
    static func write(binary: RawSpan, to output: inout OutputBytes)

    /// Appends what stands before the content of a container. Where a count is needed and not known, one byte
    /// holds its place.
    static func writeOpening(of container: Container, to output: inout OutputBytes)

    /// Appends what stands before an element or member that follows `written` others.
    static func writeSeparator(after written: Int, to output: inout OutputBytes)

    /// Appends what stands between a key and its value.
    static func writeKeySeparator(to output: inout OutputBytes)

    /// Appends what stands behind the content of a container, whose opening is at `opening` and which has
    /// `written` elements or members. A head that needs more than the one byte that holds its place is left
    /// to `heads`.
    static func writeClosing(
        of container: Container, opening: Int, written: Int, to output: inout OutputBytes,
        heads: inout DeferredHeads
    )

    /// Puts in the heads that were left.
    static func insert(_ heads: inout DeferredHeads, into output: inout OutputBytes)
}
