import CZlib

/// Decompression of one direction of a connection (RFC 7692 §7.2.2), on zlib's raw inflate.
///
/// The memory is allocated with the first compressed byte: about 7 KiB and the window.
struct Inflater: ~Copyable {
    /// How much is inflated before the size is checked again.
    private static let chunkSize = 16 << 10
    /// What the sender took off the end of the message (§7.2.1).
    private static let tail: InlineArray<4, UInt8> = [0x00, 0x00, 0xFF, 0xFF]

    // zlib's state points back at its stream, so the stream must not move.
    private var stream: UnsafeMutablePointer<z_stream>?
    private let windowBits: Int32
    private var hasEnded = false
    private var hasInput = false

    init(windowBits: UInt8) {
        stream = nil
        // A peer that means 2^8 may be a zlib which silently takes 2^9; a larger window reads both.
        self.windowBits = Int32(max(windowBits, 9))
    }

    deinit {
        guard let stream else { return }
        inflateEnd(stream)
        stream.deallocate()
    }

    var isAllocated: Bool { stream != nil }

    /// Inflates a piece of a message to the end of `output`, which never grows beyond `limit` bytes.
    mutating func inflate(
        _ input: UnsafeRawBufferPointer, to output: inout AssemblyBuffer, limit: Int
    ) throws(ProtocolViolation) {
        guard !input.isEmpty else { return }
        hasInput = true
        try run(input, to: &output, limit: limit)
    }

    /// Ends the message: feeds the four bytes that the sender took off, and checks that they end a block.
    mutating func finishMessage(
        to output: inout AssemblyBuffer, limit: Int, forgetWindow: Bool
    ) throws(ProtocolViolation) {
        // A message without a byte, and one that ended with a final block (§7.2.3.4) and nothing behind
        // it, are complete as they are.
        if hasInput, !hasEnded {
            let tail = Self.tail
            try withUnsafeBytes(of: tail) { (bytes) throws(ProtocolViolation) in
                try run(bytes, to: &output, limit: limit)
            }
        }
        hasInput = false
        guard let stream else { return }
        if hasEnded {
            try beginNextStream(stream, forgetWindow: forgetWindow)
        } else {
            // Bit 7: just behind the end of a block. Bits 0…5: unused bits of the last byte.
            guard stream.pointee.data_type & 0b1011_1111 == 128 else { throw .truncatedCompressedData }
            if forgetWindow { inflateReset(stream) }
        }
    }

    /// Gives the memory back; the window is forgotten with it.
    mutating func release() {
        guard let held = stream else { return }
        inflateEnd(held)
        held.deallocate()
        stream = nil
        hasEnded = false
        hasInput = false
    }

    private mutating func run(
        _ input: UnsafeRawBufferPointer, to output: inout AssemblyBuffer, limit: Int
    ) throws(ProtocolViolation) {
        let stream = try opened()
        // zlib takes the input as mutable and does not write to it.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = uInt(truncatingIfNeeded: input.count)
        defer { stream.pointee.next_in = nil }
        while true {
            if hasEnded {
                guard stream.pointee.avail_in > 0 else { return }
                try beginNextStream(stream, forgetWindow: false)
            }
            // One byte more than allowed tells a message of exactly the limit from a larger one.
            let room = min(Self.chunkSize, max(0, limit - output.count) + 1)
            let target = output.reserve(room)
            stream.pointee.next_out = target.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = uInt(truncatingIfNeeded: room)
            let status = CZlib.inflate(stream, Z_SYNC_FLUSH)
            output.advance(by: room - Int(stream.pointee.avail_out))
            guard output.count <= limit else { throw .messageTooLarge }
            switch status {
            case Z_STREAM_END: hasEnded = true
            case Z_OK where stream.pointee.avail_out == 0: continue
            case Z_OK, Z_BUF_ERROR: return  // All input is taken and all output is out.
            default: throw .invalidCompressedData
            }
        }
    }

    private mutating func opened() throws(ProtocolViolation) -> UnsafeMutablePointer<z_stream> {
        if let stream { return stream }
        let fresh = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        fresh.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(fresh, -windowBits, ZLIB_VERSION, size) == Z_OK else {
            fresh.deallocate()
            throw .invalidCompressedData
        }
        stream = fresh
        return fresh
    }

    /// A final block ends zlib's stream but not the connection's (§7.2.3.4): the next block may refer to
    /// the window.
    private mutating func beginNextStream(
        _ stream: UnsafeMutablePointer<z_stream>, forgetWindow: Bool
    ) throws(ProtocolViolation) {
        hasEnded = false
        if forgetWindow {
            inflateReset(stream)
            return
        }
        let input = (stream.pointee.next_in, stream.pointee.avail_in)
        let isReset = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 15) { window in
            var count: uInt = 0
            return inflateGetDictionary(stream, window.baseAddress, &count) == Z_OK
                && inflateReset(stream) == Z_OK
                && inflateSetDictionary(stream, window.baseAddress, count) == Z_OK
        }
        (stream.pointee.next_in, stream.pointee.avail_in) = input
        guard isReset else { throw .invalidCompressedData }
    }
}
