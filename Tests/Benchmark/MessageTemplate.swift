import WAMP

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A message around its request id and its Arguments: `[48,` id `,{},"com.example.procedure",` Arguments `]`.
struct MessageShell {
    private let serializer: Serializer
    private let head: [UInt8]
    private let middle: [UInt8]

    /// - Parameters:
    ///   - options: what comes behind the request id.
    ///   - uri: what comes behind the options, if anything does.
    init(
        _ type: MessageType, options: ValueDictionary, uri: String?, _ serializer: Serializer
    ) {
        self.serializer = serializer
        let between = [Value.dictionary(options)] + (uri.map { [.string($0)] } ?? [])
        // The message with two elements in the places of the request id and of Arguments. Small integers are one byte
        // in each serialization.
        let all = [Value(Int(type.rawValue)), 1] + between + [1]
        var whole = OutputBytes()
        serializer.write(.list(all), to: &whole)
        var start = OutputBytes()
        serializer.write(all[0], to: &start)
        let separator = serializer == .json ? 1 : 0
        // The list's opening is one byte: a bracket, or a head that counts fewer than 16 elements.
        let headCount = 1 + start.count + separator
        head = Array(whole.bytes[..<headCount])
        let end = serializer == .json ? 2 : 1
        middle = Array(whole.bytes[(headCount + 1)..<(whole.count - end)])
    }

    /// How many bytes the message with this request id and so many bytes of Arguments has.
    @inline(__always)
    func count(_ request: UInt64, payloadCount: Int) -> Int {
        head.count &+ RequestNumber.count(request, serializer) &+ middle.count &+ payloadCount
            &+ (serializer == .json ? 1 : 0)
    }

    /// Writes the message to `memory`, which has room for it.
    ///
    /// - Returns: where its Arguments are.
    @inline(__always) @discardableResult
    func write(
        _ request: UInt64, payload: UnsafeRawBufferPointer, to memory: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        head.withUnsafeBytes { memory.copyBytes(of: $0) }
        var rest = memory + head.count
        rest += RequestNumber.write(request, serializer, to: rest)
        middle.withUnsafeBytes { rest.copyBytes(of: $0) }
        rest += middle.count
        rest.copyBytes(of: payload)
        if serializer == .json {
            rest.storeBytes(of: UInt8(ascii: "]"), toByteOffset: payload.count, as: UInt8.self)
        }
        return rest
    }
}

/// A message of which only the request id and the payload's key change.
struct MessageTemplate {
    private let shell: MessageShell
    private let payload: PayloadPattern

    /// - Parameters:
    ///   - options: what comes behind the request id.
    ///   - uri: what comes behind the options, if anything does.
    init(_ type: MessageType, options: ValueDictionary, uri: String? = nil, _ payload: PayloadPattern) {
        shell = MessageShell(type, options: options, uri: uri, payload.serializer)
        self.payload = payload
    }

    /// How many bytes the message with this request id has.
    @inline(__always)
    func count(_ request: UInt64) -> Int {
        shell.count(request, payloadCount: payload.arguments.count)
    }

    /// Writes the message to `memory`, which has room for `count(request)` bytes.
    @inline(__always)
    func write(_ request: UInt64, _ key: PayloadKey, to memory: UnsafeMutableRawPointer) {
        let arguments = payload.arguments.withUnsafeBytes { shell.write(request, payload: $0, to: memory) }
        key.write(to: arguments + payload.keyOffset)
    }
}

extension UnsafeMutableRawPointer {
    @inline(__always)
    func copyBytes(of source: UnsafeRawBufferPointer) {
        guard let start = source.baseAddress else { return }
        copyMemory(from: start, byteCount: source.count)
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// `elementsEqual` goes byte by byte.
    @inline(__always)
    func equalsBytes(_ other: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard count == other.count else { return false }
        guard let left = UnsafeRawBufferPointer(rebasing: self).baseAddress,
            let right = UnsafeRawBufferPointer(rebasing: other).baseAddress
        else { return true }
        return memcmp(left, right, count) == 0
    }
}
