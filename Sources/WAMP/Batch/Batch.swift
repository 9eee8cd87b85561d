/// Several WAMP messages in one transport message (advanced profile, "Message Batching").
///
/// ```
/// JSON:               message 0x18  message 0x18  …
/// MessagePack, CBOR:  length message  length message  …     (32 bits, the most significant octet first)
/// ```
package enum Batch {
    /// What is sent after each JSON message. The specification writes `\30`, which is this octet in the
    /// notation of C.
    package static var separator: UInt8 { 0x18 }
    /// The ASCII record separator, which the specification names in words and which is accepted as well.
    package static var recordSeparator: UInt8 { 0x1E }

    @inline(__always)
    static func isSeparator(_ byte: UInt8) -> Bool {
        byte == separator || byte == recordSeparator
    }

    /// How many bytes a message takes in a batch beside its own.
    @inline(__always)
    package static func overhead(_ serializer: Serializer) -> Int {
        switch serializer {
        case .json: 1
        case .messagePack, .cbor: 4
        }
    }

    /// Begins a message at the end of `output`, where it must then be appended.
    ///
    /// - Returns: the offset at which it begins, for `endMessage`.
    @inline(__always)
    package static func beginMessage(_ serializer: Serializer, in output: inout OutputBytes) -> Int {
        switch serializer {
        case .json: break
        case .messagePack, .cbor:
            output.reserve(4).storeBytes(of: 0, as: UInt32.self)
            output.advance(by: 4)
        }
        return output.count
    }

    /// Ends the message that begins at `start`.
    @inline(__always)
    package static func endMessage(_ serializer: Serializer, from start: Int, in output: inout OutputBytes) {
        switch serializer {
        case .json: output.append(separator)
        case .messagePack, .cbor:
            let length = UInt32(truncatingIfNeeded: output.count &- start)
            output.written(at: start &- 4).storeBytes(of: length.bigEndian, as: UInt32.self)
        }
    }

    /// Appends a message that has been serialized before.
    package static func append(
        _ message: UnsafeRawBufferPointer, _ serializer: Serializer, to output: inout OutputBytes
    ) {
        let start = beginMessage(serializer, in: &output)
        output.append(message)
        endMessage(serializer, from: start, in: &output)
    }
}
