/// Which frame may follow which (RFC 6455 §5.1, §5.4, §5.5), and how much of it.
///
/// ```
///               text/binary, FIN=0
///   between  ───────────────────────►  in a fragmented message ──┐ continuation, FIN=0
///   messages ◄───────────────────────                        ◄───┘
///               continuation, FIN=1         control frames: in both states, without changing it
/// ```
struct FrameSequence: Equatable {
    private enum State: Equatable {
        case betweenMessages
        case fragmented
    }

    /// What the frame whose header was received is.
    enum Action: Equatable {
        /// The first frame of a message; `isFinal` when it is the only one.
        case beginMessage(MessageKind, isCompressed: Bool, isFinal: Bool)
        case continueMessage(isFinal: Bool)
        case control(Opcode)
        case refuse(ProtocolViolation)
    }

    private var state = State.betweenMessages
    private var isCompressed = false
    private var fragments = 0
    /// The payload bytes that the frames of the open message announced, the current one included.
    private var messageSize = 0

    var isBetweenMessages: Bool { state == .betweenMessages }

    /// Decides about a frame from its header, before any of its payload is read.
    @inline(__always)
    mutating func headerReceived(
        _ header: FrameHeader, role: Role, limits: WebSocketLimits, allowsCompression: Bool
    ) -> Action {
        let mustBeMasked = role == .server
        guard (header.maskKey != nil) == mustBeMasked else {
            return .refuse(mustBeMasked ? .unmaskedFrame : .maskedFrame)
        }
        switch header.opcode {
        case .text: return begin(.text, header, limits, allowsCompression)
        case .binary: return begin(.binary, header, limits, allowsCompression)
        case .continuation: return continueMessage(header, limits)
        case .close, .ping, .pong: return .control(header.opcode)
        }
    }

    @inline(__always)
    private mutating func begin(
        _ kind: MessageKind, _ header: FrameHeader, _ limits: WebSocketLimits,
        _ allowsCompression: Bool
    ) -> Action {
        // Reserved bits come before sequence: without the extension nothing else about the frame is known.
        if header.rsv1, !allowsCompression { return .refuse(.reservedBits(4)) }
        guard state == .betweenMessages else { return .refuse(.interruptedMessage) }
        guard header.payloadCount <= UInt64(limits.maximumFrameSize) else {
            return .refuse(.frameTooLarge(header.payloadCount))
        }
        // The size of a compressed message is known, and checked, while it is inflated.
        guard header.rsv1 || header.payloadCount <= UInt64(limits.maximumMessageSize) else {
            return .refuse(.messageTooLarge)
        }
        if !header.fin {
            state = .fragmented
            isCompressed = header.rsv1
            fragments = 1
            messageSize = Int(truncatingIfNeeded: header.payloadCount)
        }
        return .beginMessage(kind, isCompressed: header.rsv1, isFinal: header.fin)
    }

    private mutating func continueMessage(
        _ header: FrameHeader, _ limits: WebSocketLimits
    ) -> Action {
        if header.rsv1 { return .refuse(.misplacedCompressionBit) }
        guard state == .fragmented else { return .refuse(.unexpectedContinuation) }
        guard header.payloadCount <= UInt64(limits.maximumFrameSize) else {
            return .refuse(.frameTooLarge(header.payloadCount))
        }
        let count = Int(truncatingIfNeeded: header.payloadCount)
        if !isCompressed {
            guard count <= limits.maximumMessageSize - messageSize else { return .refuse(.messageTooLarge) }
            messageSize += count
        }
        guard fragments < limits.maximumFragments else { return .refuse(.tooManyFragments) }
        fragments += 1
        if header.fin { state = .betweenMessages }
        return .continueMessage(isFinal: header.fin)
    }
}
