import CZlib

/// Compression of one direction of a connection (RFC 7692 §7.2.1), on zlib's raw deflate.
///
/// The memory is allocated with the first message: 2^(windowBits + 2) + 2^(memoryLevel + 9) bytes, 256 KiB at
/// most. It may be released between any two messages: a new DEFLATE stream refers to nothing that was sent
/// before, so the peer reads it with whatever window it kept.
package struct Deflater: ~Copyable {
    private static let chunkSize = 16 << 10

    // zlib's state points back at its stream, so the stream must not move.
    private var stream: UnsafeMutablePointer<z_stream>?
    private var output = AssemblyBuffer()
    private let parameters: NegotiatedDeflate

    package init(_ parameters: NegotiatedDeflate) {
        stream = nil
        self.parameters = parameters
    }

    deinit {
        guard let stream else { return }
        deflateEnd(stream)
        stream.deallocate()
    }

    package var isAllocated: Bool { stream != nil }

    /// Compresses a whole message. The result is valid until the next call and belongs into a frame with RSV1.
    ///
    /// nil when the message must be sent as it is: it is shorter than the threshold, did not get shorter (where that can
    /// be taken back: without context takeover), or there was no memory. A threshold of 0 compresses every message.
    package mutating func compress(_ message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        output.removeAll(keepingCapacityUpTo: 64 << 10)
        guard message.count >= parameters.threshold, message.count <= Int(uInt.max) else { return nil }
        if message.isEmpty {
            // §7.2.3.6; zlib makes nothing out of nothing.
            output.reserve(1).storeBytes(of: 0, as: UInt8.self)
            output.advance(by: 1)
            return output.bytes
        }
        guard let stream = opened(), run(message, stream) else {
            release()
            return nil
        }
        if parameters.outgoingNoContextTakeover {
            deflateReset(stream)
            guard parameters.threshold == 0 || output.count < message.count else { return nil }
        }
        return output.bytes
    }

    /// Gives all memory back. What is compressed afterwards does not refer to what was sent before.
    package mutating func release() {
        output.removeAll(keepingCapacityUpTo: 0)
        guard let held = stream else { return }
        deflateEnd(held)
        held.deallocate()
        stream = nil
    }

    /// Deflates up to a sync flush and takes its 00 00 FF FF off (§7.2.1).
    private mutating func run(
        _ message: UnsafeRawBufferPointer, _ stream: UnsafeMutablePointer<z_stream>
    ) -> Bool {
        // zlib takes the input as mutable and does not write to it.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: message.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = uInt(truncatingIfNeeded: message.count)
        defer { stream.pointee.next_in = nil }
        repeat {
            let room = min(Self.chunkSize, max(128, message.count))
            let target = output.reserve(room)
            stream.pointee.next_out = target.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = uInt(truncatingIfNeeded: room)
            let status = deflate(stream, Z_SYNC_FLUSH)
            output.advance(by: room - Int(stream.pointee.avail_out))
            guard status == Z_OK || status == Z_BUF_ERROR else { return false }
        } while stream.pointee.avail_out == 0
        let end = output.bytes.suffix(4)
        guard end.elementsEqual([0x00, 0x00, 0xFF, 0xFF]) else { return false }
        output.truncate(to: output.count - 4)
        return true
    }

    private mutating func opened() -> UnsafeMutablePointer<z_stream>? {
        if let stream { return stream }
        let fresh = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        fresh.initialize(to: z_stream())
        let status = deflateInit2_(
            fresh, Int32(parameters.level), Z_DEFLATED, -Int32(parameters.outgoingWindowBits),
            Int32(parameters.memoryLevel), Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            fresh.deallocate()
            return nil
        }
        stream = fresh
        return fresh
    }
}
