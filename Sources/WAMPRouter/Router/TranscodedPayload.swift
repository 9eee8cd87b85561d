import WAMP

/// The application payload of one message in another serialization than it came in, made at first use.
struct TranscodedPayload: ~Copyable {
    private enum State {
        case unknown, made, impossible
    }

    private var output = OutputBytes()
    private var state = State.unknown

    /// Forgets the payload.
    mutating func reset() {
        switch state {
        case .unknown: return
        case .made, .impossible: break
        }
        state = .unknown
        output.removeAll(keepingCapacityUpTo: 64 << 10)
    }

    /// The payload, valid until the next `reset`; `nil` where the target cannot carry it.
    mutating func bytes(
        of envelope: Envelope, in bytes: RawSpan, from source: Serializer, as target: Serializer
    ) -> UnsafeRawBufferPointer? {
        switch state {
        case .made: return output.bytes
        case .impossible: return nil
        case .unknown: break
        }
        do throws(WireError) {
            try Transcoder.appendPayload(of: envelope, in: bytes, from: source, as: target, to: &output)
            state = .made
            return output.bytes
        } catch {
            state = .impossible
            return nil
        }
    }
}
