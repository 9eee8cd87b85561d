import WAMP

/// Request ids as serializations write them, each in its shortest form.
enum RequestNumber {
    /// How many bytes `number` takes.
    @inline(__always)
    static func count(_ number: UInt64, _ serializer: Serializer) -> Int {
        switch serializer {
        case .json: Decimal.digitCount(number)
        case .messagePack: number < 0x80 ? 1 : binaryCount(number)
        case .cbor: number < 24 ? 1 : binaryCount(number)
        }
    }

    /// Writes `number` and returns how many bytes it took.
    @inline(__always)
    static func write(_ number: UInt64, _ serializer: Serializer, to memory: UnsafeMutableRawPointer) -> Int {
        let count = count(number, serializer)
        switch serializer {
        case .json: Decimal.write(number, count, to: memory)
        // uint 8 is 0xCC.
        case .messagePack: writeBinary(number, count, first: 0xCC, to: memory)
        // An unsigned integer with one more byte is 0x18.
        case .cbor: writeBinary(number, count, first: 0x18, to: memory)
        }
        return count
    }

    /// A head, and the number in as many bytes as it needs: 1, 2, 4 or 8.
    @inline(__always)
    private static func binaryCount(_ number: UInt64) -> Int {
        if number <= 0xFF { return 2 }
        if number <= 0xFFFF { return 3 }
        return number <= 0xFFFF_FFFF ? 5 : 9
    }

    /// - Parameter first: the head before one byte; those before 2, 4 and 8 follow it in both serializations.
    @inline(__always)
    private static func writeBinary(
        _ number: UInt64, _ count: Int, first: UInt8, to memory: UnsafeMutableRawPointer
    ) {
        let head = { (distance: UInt8) in memory.storeBytes(of: first &+ distance, as: UInt8.self) }
        switch count {
        case 1: memory.storeBytes(of: UInt8(truncatingIfNeeded: number), as: UInt8.self)
        case 2:
            head(0)
            memory.storeBytes(of: UInt8(truncatingIfNeeded: number), toByteOffset: 1, as: UInt8.self)
        case 3:
            head(1)
            memory.storeBytes(
                of: UInt16(truncatingIfNeeded: number).bigEndian, toByteOffset: 1, as: UInt16.self)
        case 5:
            head(2)
            memory.storeBytes(
                of: UInt32(truncatingIfNeeded: number).bigEndian, toByteOffset: 1, as: UInt32.self)
        default:
            head(3)
            memory.storeBytes(of: number.bigEndian, toByteOffset: 1, as: UInt64.self)
        }
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
