@testable import RawSocket

/// An event with its payload copied out, so that transcripts can be compared.
enum Seen: Equatable {
    case message([UInt8])
    case ping([UInt8])
    case pong([UInt8])
    case failed(RawSocketViolation)
}

/// A connection, and all that it reported.
struct Transcript: ~Copyable {
    var connection: RawSocketConnection
    private(set) var seen: [Seen] = []
    /// How many transport messages were reported without a copy.
    private(set) var inPlace = 0

    init(limit: Int = 1 << 24) {
        connection = RawSocketConnection(maximumLength: MaximumLength(atMost: limit))
    }

    /// Feeds one read.
    mutating func receive(_ octets: some Collection<UInt8>) {
        // Exactly as large as the read, so that the address sanitizer sees every step beyond it.
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: octets.count, alignment: 1)
        defer { memory.deallocate() }
        memory.copyBytes(from: octets)
        let input = UnsafeRawBufferPointer(memory)
        var offset = 0
        while true {
            let event = connection.next(in: input, at: &offset)
            if event == .needMoreBytes { break }
            record(event, input)
        }
        precondition(offset == input.count, "input left over")
    }

    private mutating func record(_ event: RawSocketEvent, _ input: UnsafeRawBufferPointer) {
        switch event {
        case .needMoreBytes: break
        case .message(let location): seen.append(.message(payload(location, input)))
        case .ping(let location): seen.append(.ping(payload(location, input)))
        case .pong(let location): seen.append(.pong(payload(location, input)))
        case .failed(let violation): seen.append(.failed(violation))
        }
    }

    private mutating func payload(
        _ location: RawSocketEvent.Location, _ input: UnsafeRawBufferPointer
    ) -> [UInt8] {
        if case .input = location { inPlace += 1 }
        return Array(connection.bytes(at: location, in: input))
    }

    /// What a fresh connection reports of `wire`, given in the reads that `cuts` separate.
    static func of(_ wire: [UInt8], limit: Int = 1 << 24, cuts: [Int] = []) -> [Seen] {
        var transcript = Transcript(limit: limit)
        var start = 0
        for cut in cuts + [wire.count] {
            transcript.receive(wire[start..<cut])
            start = cut
        }
        return transcript.seen
    }

    /// The same, one octet at a time.
    static func slowly(_ wire: [UInt8], limit: Int = 1 << 24) -> [Seen] {
        of(wire, limit: limit, cuts: Array(wire.indices))
    }
}

/// The octets of a transport message, with its prefix spelled out independently of what is tested.
func transportMessage(_ kind: MessagePrefix.Kind = .message, _ payload: [UInt8]) -> [UInt8] {
    let count = payload.count
    let first = kind.rawValue | (count == 1 << 24 ? 8 : 0)
    return [first] + [16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + payload
}

func transportMessage(_ kind: MessagePrefix.Kind = .message, _ text: String) -> [UInt8] {
    transportMessage(kind, Array(text.utf8))
}
