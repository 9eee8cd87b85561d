#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A message of which only the request id and the payload's key change: `[48,` id `,{},"com.example.procedure",["` key …`"]]`.
struct MessageTemplate {
    private let head: [UInt8]
    private let tail: [UInt8]
    private let keyOffset: Int

    /// - Parameters:
    ///   - head: what comes before the request id.
    ///   - middle: what comes between the request id and Arguments.
    init(_ head: String, _ middle: String, _ payload: PayloadPattern) {
        self.head = Array(head.utf8)
        keyOffset = middle.utf8.count + PayloadPattern.keyOffset
        tail = Array(middle.utf8) + payload.arguments + Array("]".utf8)
    }

    /// How many bytes the message with this request id has.
    @inline(__always)
    func count(_ request: UInt64) -> Int {
        head.count &+ Decimal.digitCount(request) &+ tail.count
    }

    /// Writes the message to `memory`, which has room for `count(request)` bytes.
    @inline(__always)
    func write(_ request: UInt64, _ key: PayloadKey, to memory: UnsafeMutableRawPointer) {
        head.withUnsafeBytes { memory.copyBytes(of: $0) }
        let digits = Decimal.digitCount(request)
        Decimal.write(request, digits, to: memory + head.count)
        let rest = memory + head.count + digits
        tail.withUnsafeBytes { rest.copyBytes(of: $0) }
        key.write(to: rest + keyOffset)
    }
}

/// Numbers as decimal digits.
enum Decimal {
    @inline(__always)
    static func digitCount(_ number: UInt64) -> Int {
        var count = 1
        var limit: UInt64 = 10
        while count < 19, number >= limit {
            count &+= 1
            limit &*= 10
        }
        return number >= 10_000_000_000_000_000_000 ? 20 : count
    }

    /// Writes exactly `digits` digits.
    @inline(__always)
    static func write(_ number: UInt64, _ digits: Int, to memory: UnsafeMutableRawPointer) {
        var rest = number
        var offset = digits
        while offset > 0 {
            offset &-= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            memory.storeBytes(
                of: UInt8(truncatingIfNeeded: digit) &+ 0x30, toByteOffset: offset, as: UInt8.self)
            rest = quotient
        }
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
