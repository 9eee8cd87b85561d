import WAMP

/// One end of a RawSocket connection after the handshake, without its socket (advanced profile, "RawSocket
/// Transport"). Both ends read alike.
///
/// ```
///   read ──► next(in:at:) ──► MessagePrefix ──► RawSocketEvent
/// ```
///
/// Feed it with what each read brought and pull events until `needMoreBytes`. A message that lies whole in
/// the input is reported as a range of it; only what comes in several reads is copied. Sending is left to the
/// owner: `MessagePrefix.write(to:)`.
package struct RawSocketConnection: ~Copyable {
    private enum Phase {
        case prefix
        case payload
        /// After the peer's violation of the protocol.
        case finished
    }

    /// The assembly buffer that is kept from one message to the next of the same read, in octets. Between
    /// messages an idle connection keeps none. 64 KiB: what one read of a socket brings.
    private static let keptAssemblyCapacity = 64 << 10

    /// The longest message that the peer may send, which can be less than it was told: before its session, for example.
    package var maximumMessageSize: Int
    private var phase = Phase.prefix
    private var prefix = PartialWord()
    private var kind = MessagePrefix.Kind.message
    /// How many octets of the payload have not come.
    private var remaining = 0
    /// The octets of a payload that has not come whole: it grows with what has arrived, to at most four times as much.
    private var assembly = OutputBytes()
    /// An assembled payload was reported: forget it when the next event is asked for.
    private var isReported = false
    /// Whether memory may be held for a message that is being put together.
    private(set) var holdsBuffer = false

    /// - Parameter maximumLength: what this end has announced in its handshake. PING and PONG are held to it
    ///   as well.
    package init(maximumLength: MaximumLength) {
        maximumMessageSize = maximumLength.octets
    }

    /// The octets of an event's payload, valid until the next call of `next(in:at:)`.
    package borrowing func bytes(
        at location: RawSocketEvent.Location, in input: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        switch location {
        case .input(let range): UnsafeRawBufferPointer(rebasing: input[range])
        case .assembled: assembly.bytes
        }
    }

    /// Pulls the next event out of `input`, starting at `offset`, which it moves on. Call it until it answers
    /// `needMoreBytes`; then everything is consumed.
    package mutating func next(in input: UnsafeRawBufferPointer, at offset: inout Int) -> RawSocketEvent {
        if isReported { forgetReported() }
        switch phase {
        case .prefix:
            if let event = readPrefix(input, at: &offset) { return event }
            return readPayload(input, at: &offset)
        case .payload:
            return readPayload(input, at: &offset)
        case .finished:
            offset = input.count
            return .needMoreBytes
        }
    }
}

extension RawSocketConnection {
    /// Reads the prefix of a message; an event when it is not whole, or wrong.
    @inline(__always)
    private mutating func readPrefix(
        _ input: UnsafeRawBufferPointer, at offset: inout Int
    ) -> RawSocketEvent? {
        do throws(RawSocketViolation) {
            guard let word = prefix.read(input, at: &offset) else {
                // What is wrong is refused as soon as it has come: no octets that follow make it right.
                _ = try MessagePrefix(word: prefix.padded)
                releaseBuffer()
                return .needMoreBytes
            }
            let prefix = try MessagePrefix(word: word)
            guard prefix.payloadCount <= maximumMessageSize else {
                throw .messageTooLong(prefix.payloadCount, limit: maximumMessageSize)
            }
            kind = prefix.kind
            remaining = prefix.payloadCount
            phase = .payload
            return nil
        } catch {
            return fail(error, input, &offset)
        }
    }

    /// Reads what the input has of a message's payload.
    @inline(__always)
    private mutating func readPayload(
        _ input: UnsafeRawBufferPointer, at offset: inout Int
    ) -> RawSocketEvent {
        let count = min(input.count &- offset, remaining)
        let range = offset..<offset &+ count
        offset &+= count
        remaining &-= count
        if remaining == 0, assembly.isEmpty { return finishMessage(.input(range)) }
        assemble(UnsafeRawBufferPointer(rebasing: input[range]))
        guard remaining == 0 else { return .needMoreBytes }
        isReported = true
        return finishMessage(.assembled)
    }

    @inline(__always)
    private mutating func finishMessage(_ location: RawSocketEvent.Location) -> RawSocketEvent {
        phase = .prefix
        switch kind {
        case .message: return .message(location)
        case .ping: return .ping(location)
        case .pong: return .pong(location)
        }
    }

    @inline(never)
    private mutating func assemble(_ piece: UnsafeRawBufferPointer) {
        // A prefix alone takes no memory.
        guard !piece.isEmpty else { return }
        holdsBuffer = true
        // Exactly what is to come, where that is not more than a few times what has come.
        let known = assembly.count + piece.count
        _ = assembly.reserve(piece.count + min(remaining, known * 3))
        assembly.append(piece)
    }

    @inline(never)
    private mutating func forgetReported() {
        isReported = false
        assembly.removeAll(keepingCapacityUpTo: Self.keptAssemblyCapacity)
    }

    /// Between messages nothing is kept.
    @inline(__always)
    private mutating func releaseBuffer() {
        guard holdsBuffer else { return }
        holdsBuffer = false
        assembly.removeAll(keepingCapacityUpTo: 0)
    }

    @inline(never)
    private mutating func fail(
        _ violation: RawSocketViolation, _ input: UnsafeRawBufferPointer, _ offset: inout Int
    ) -> RawSocketEvent {
        phase = .finished
        offset = input.count
        releaseBuffer()
        return .failed(violation)
    }
}
