/// One end of an open WebSocket connection, without its socket (RFC 6455 §5, §7).
///
/// ```
///   read ──► next(in:at:) ──► FrameHeader ──► FrameSequence ──► unmask, UTF-8, inflate ──► WebSocketEvent
/// ```
///
/// Feed it with what each read brought and pull events until `needMoreBytes`. A message that lies whole in
/// the input is reported as a range of it; only what is split or compressed is copied. Sending is left to the
/// owner: `FrameHeader.write`, after `compress` where that was negotiated.
package struct WebSocketConnection: ~Copyable {
    private enum Phase: Equatable {
        case header
        case payload
        /// After the peer's close frame, or its violation of the protocol.
        case finished
    }

    /// The frame that is being read.
    private struct OpenFrame {
        var remaining = 0
        var maskKey: UInt32 = 0
        var isFinal = true
        /// nil for the frames of data messages.
        var control: Opcode?
    }

    private let role: Role
    private var limits: WebSocketLimits
    private let compression: NegotiatedDeflate?
    private var phase = Phase.header
    private var kind = MessageKind.text
    private var isCompressed = false
    /// An assembled payload was reported: forget it when the next event is asked for.
    private var isReported = false
    private var frame = OpenFrame()
    /// Between messages always at a boundary: a text that ends elsewhere fails the connection.
    private var utf8 = UTF8Validator()
    private var header = PartialHeader()
    private var sequence = FrameSequence()
    /// Who has sent a close frame; ask it before sending.
    package private(set) var closing = ClosingHandshake()
    private var assembly = AssemblyBuffer()
    private var control = AssemblyBuffer()
    private var inflater: Inflater
    private var deflater: Deflater

    package init(role: Role, limits: WebSocketLimits, compression: NegotiatedDeflate?) {
        self.role = role
        self.limits = limits
        self.compression = compression
        inflater = Inflater(windowBits: compression?.incomingWindowBits ?? 15)
        deflater = Deflater(compression ?? NegotiatedDeflate())
    }

    /// What the peer may send from now on, in bytes as `WebSocketLimits` has them; a message that it is in the midst of is judged
    /// by it as well.
    package mutating func setMaximumSizes(frame: Int, message: Int) {
        limits.maximumFrameSize = max(0, frame)
        limits.maximumMessageSize = max(0, message)
    }

    /// Whether memory is held for messages that are being put together.
    var holdsBuffers: Bool { assembly.isAllocated || control.isAllocated }

    /// The bytes of an event's payload, valid until the next call of `next(in:at:)`.
    package borrowing func bytes(
        at location: PayloadLocation, in input: UnsafeMutableRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        switch location {
        case .input(let range): UnsafeRawBufferPointer(rebasing: input[range])
        case .assembled: assembly.bytes
        case .control: control.bytes
        }
    }

    /// Pulls the next event out of `input`, starting at `offset`, which it moves on. The memory is changed: frames
    /// are unmasked in place. Call it until it answers `needMoreBytes`; then everything is consumed.
    package mutating func next(
        in input: UnsafeMutableRawBufferPointer, at offset: inout Int
    ) -> WebSocketEvent {
        if isReported { forgetReported() }
        while true {
            switch phase {
            case .header:
                switch header.read(input, at: &offset) {
                case .incomplete: return needMoreBytes()
                case .invalid(let violation): return fail(violation, input, &offset)
                case .header(let header, _):
                    if let violation = open(header) { return fail(violation, input, &offset) }
                }
            case .payload:
                guard offset < input.count || frame.remaining == 0 else { return needMoreBytes() }
                if let event = readPayload(input, at: &offset) { return event }
            case .finished:
                offset = input.count
                return .needMoreBytes
            }
        }
    }
}

// MARK: Sending

extension WebSocketConnection {
    /// Compresses a message that is to be sent; nil when it must be sent as it is. The result is valid until the next
    /// call and belongs into a frame with RSV1. Every result must be sent, in order: later ones refer to it.
    package mutating func compress(_ message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        compression == nil ? nil : deflater.compress(message)
    }

    /// This end wants to close, or answers the peer's close frame.
    package mutating func closeRequested() -> ClosingHandshake.SendAction {
        closing.closeRequested()
    }

    /// Gives back what an idle connection can do without: the deflater (whose next message will refer to nothing
    /// before it), and the inflater if the peer does not use context takeover.
    package mutating func releaseIdleMemory() {
        deflater.release()
        let isBetweenMessages = sequence.isBetweenMessages && phase != .payload
        if isBetweenMessages, compression?.incomingNoContextTakeover ?? true { inflater.release() }
    }
}

// MARK: Receiving

extension WebSocketConnection {
    @inline(__always)
    private mutating func open(_ header: FrameHeader) -> ProtocolViolation? {
        let action = sequence.headerReceived(
            header, role: role, limits: limits, allowsCompression: compression != nil)
        switch action {
        case .beginMessage(let kind, let isCompressed, let isFinal):
            self.kind = kind
            self.isCompressed = isCompressed
            frame.control = nil
            frame.isFinal = isFinal
        case .continueMessage(let isFinal):
            frame.control = nil
            frame.isFinal = isFinal
        case .control(let opcode):
            frame.control = opcode
            frame.isFinal = true
        case .refuse(let violation):
            return violation
        }
        // Refused above when it exceeds the limits, which are of this type.
        frame.remaining = Int(truncatingIfNeeded: header.payloadCount)
        frame.maskKey = header.maskKey ?? 0
        phase = .payload
        return nil
    }

    /// Reads what the input has of the frame's payload; nil when that gives no event yet.
    @inline(__always)
    private mutating func readPayload(
        _ input: UnsafeMutableRawBufferPointer, at offset: inout Int
    ) -> WebSocketEvent? {
        let count = min(input.count &- offset, frame.remaining)
        let range = offset..<offset &+ count
        let piece = UnsafeMutableRawBufferPointer(rebasing: input[range])
        offset &+= count
        frame.remaining &-= count
        if frame.control == nil, !isCompressed {
            if let violation = unmaskData(piece) { return fail(violation, input, &offset) }
            if frame.remaining == 0, frame.isFinal, assembly.isEmpty {
                phase = .header
                if kind == .text, !utf8.isAtBoundary { return fail(.truncatedUTF8, input, &offset) }
                return .message(kind, .input(range))
            }
            assembly.append(UnsafeRawBufferPointer(piece), following: frame.remaining)
            return finishDataFrame(input, &offset)
        }
        unmask(piece)
        if let opcode = frame.control { return readControl(opcode, range, input, &offset) }
        do throws(ProtocolViolation) {
            try inflate(UnsafeRawBufferPointer(piece))
        } catch {
            return fail(error, input, &offset)
        }
        return finishDataFrame(input, &offset)
    }

    /// Unmasks and, if it is text, validates; in blocks which stay in the cache between the two.
    @inline(__always)
    private mutating func unmaskData(_ piece: UnsafeMutableRawBufferPointer) -> ProtocolViolation? {
        let block = 4096
        if piece.count <= block { return unmaskBlock(piece, at: 0) }
        var start = 0
        while start < piece.count {
            let end = min(start &+ block, piece.count)
            let part = UnsafeMutableRawBufferPointer(rebasing: piece[start..<end])
            if let violation = unmaskBlock(part, at: start) { return violation }
            start = end
        }
        return nil
    }

    @inline(__always)
    private mutating func unmaskBlock(
        _ block: UnsafeMutableRawBufferPointer, at start: Int
    ) -> ProtocolViolation? {
        var isASCII = false
        switch role {
        case .server: isASCII = unmask(block) & 0x8080_8080_8080_8080 == 0
        case .client: break
        }
        guard kind == .text, !(isASCII && utf8.isAtBoundary) else { return nil }
        return validate(UnsafeRawBufferPointer(block), at: assembly.count &+ start)
    }

    @inline(__always)
    @discardableResult
    private mutating func unmask(_ piece: UnsafeMutableRawBufferPointer) -> UInt64 {
        guard role == .server else { return 0 }
        let seen = Masking.apply(key: frame.maskKey, to: piece)
        frame.maskKey = Masking.rotate(frame.maskKey, by: piece.count)
        return seen
    }

    @inline(never)
    private mutating func validate(_ bytes: UnsafeRawBufferPointer, at start: Int) -> ProtocolViolation? {
        utf8.firstInvalidByte(in: bytes).map { .invalidUTF8(offset: start + $0) }
    }

    /// Inflates a piece of a compressed message, and its end, and validates what came out.
    @inline(never)
    private mutating func inflate(_ piece: UnsafeRawBufferPointer) throws(ProtocolViolation) {
        let start = assembly.count
        var violation: ProtocolViolation?
        do throws(ProtocolViolation) {
            try inflater.inflate(piece, to: &assembly, limit: limits.maximumMessageSize)
            if frame.remaining == 0, frame.isFinal {
                try inflater.finishMessage(
                    to: &assembly, limit: limits.maximumMessageSize,
                    forgetWindow: compression?.incomingNoContextTakeover ?? true)
            }
        } catch {
            violation = error
        }
        // Text that came out before the violation is judged first, as if it had come byte by byte.
        if kind == .text, assembly.count > start {
            let fresh = UnsafeRawBufferPointer(rebasing: assembly.bytes[start...])
            violation = validate(fresh, at: start) ?? violation
        }
        if let violation { throw violation }
    }

    /// A piece of a data frame was taken into the assembly buffer.
    @inline(never)
    private mutating func finishDataFrame(
        _ input: UnsafeMutableRawBufferPointer, _ offset: inout Int
    ) -> WebSocketEvent? {
        guard frame.remaining == 0 else { return nil }
        phase = .header
        guard frame.isFinal else { return nil }
        if kind == .text, !utf8.isAtBoundary { return fail(.truncatedUTF8, input, &offset) }
        isReported = true
        return .message(kind, .assembled)
    }
}

// MARK: Control frames and the end

extension WebSocketConnection {
    @inline(never)
    private mutating func readControl(
        _ opcode: Opcode, _ range: Range<Int>, _ input: UnsafeMutableRawBufferPointer, _ offset: inout Int
    ) -> WebSocketEvent? {
        var location = PayloadLocation.input(range)
        if frame.remaining > 0 || !control.isEmpty {
            control.append(UnsafeRawBufferPointer(rebasing: input[range]))
            guard frame.remaining == 0 else { return nil }
            location = .control
            isReported = true
        }
        phase = .header
        switch opcode {
        case .ping: return .ping(location)
        case .pong: return .pong(location)
        case .close: return readClose(location, input, &offset)
        case .continuation, .text, .binary:
            assertionFailure("data frame read as control frame")
            return nil
        }
    }

    /// §5.5.1: nothing, or a code of two bytes and a reason in UTF-8.
    private mutating func readClose(
        _ location: PayloadLocation, _ input: UnsafeMutableRawBufferPointer, _ offset: inout Int
    ) -> WebSocketEvent {
        let payload = bytes(at: location, in: input)
        switch CloseFrame.parse(payload) {
        case .failure(let violation):
            return fail(violation, input, &offset)
        case .success(let code):
            phase = .finished
            var reason = location
            if case .input(let range) = location, code != nil {
                reason = .input(range.lowerBound + 2..<range.upperBound)
            }
            if code != nil { control.removeFirst(2) }
            return .close(code: code, reason: reason, closing.closeReceived())
        }
    }

    @inline(never)
    private mutating func fail(
        _ violation: ProtocolViolation, _ input: UnsafeMutableRawBufferPointer, _ offset: inout Int
    ) -> WebSocketEvent {
        phase = .finished
        offset = input.count
        isReported = true
        return .failed(violation, closing.failed())
    }

    /// The input is used up: between messages nothing is kept.
    @inline(never)
    private mutating func needMoreBytes() -> WebSocketEvent {
        if sequence.isBetweenMessages, phase == .header, assembly.isAllocated {
            assembly.removeAll(keepingCapacityUpTo: 0)
        }
        return .needMoreBytes
    }

    @inline(never)
    private mutating func forgetReported() {
        isReported = false
        control.removeAll(keepingCapacityUpTo: 0)
        // A control frame may have been reported inside of a message that is still being assembled.
        guard phase == .finished || sequence.isBetweenMessages else { return }
        assembly.removeAll(keepingCapacityUpTo: phase == .finished ? 0 : limits.keptAssemblyCapacity)
    }
}
