@testable import WebSocket

/// An event with its payload copied out, so that transcripts can be compared.
enum Seen: Equatable {
    case text(String)
    case binary([UInt8])
    case ping([UInt8])
    case pong([UInt8])
    case close(UInt16?, String)
    case failed(ProtocolViolation)
}

/// A connection, and all that it reported.
struct Transcript: ~Copyable {
    var connection: WebSocketConnection
    private(set) var seen: [Seen] = []
    /// How many data messages were reported without a copy.
    private(set) var inPlace = 0

    init(
        _ role: Role = .server, limits: WebSocketLimits = WebSocketLimits(),
        compression: NegotiatedDeflate? = nil
    ) {
        connection = WebSocketConnection(role: role, limits: limits, compression: compression)
    }

    /// Feeds one read.
    mutating func receive(_ bytes: some Collection<UInt8>) {
        // Exactly as large as the read, so that the address sanitizer sees every step beyond it.
        let input = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { input.deallocate() }
        input.copyBytes(from: bytes)
        var offset = 0
        while true {
            let event = connection.next(in: input, at: &offset)
            if event == .needMoreBytes { break }
            record(event, input)
        }
        precondition(offset == input.count, "input left over")
    }

    private mutating func record(_ event: WebSocketEvent, _ input: UnsafeMutableRawBufferPointer) {
        switch event {
        case .needMoreBytes: break
        case .message(let kind, let location):
            if case .input = location { inPlace += 1 }
            let payload = Array(connection.bytes(at: location, in: input))
            switch kind {
            case .text: seen.append(.text(String(validating: payload, as: UTF8.self) ?? "not UTF-8"))
            case .binary: seen.append(.binary(payload))
            }
        case .ping(let location): seen.append(.ping(Array(connection.bytes(at: location, in: input))))
        case .pong(let location): seen.append(.pong(Array(connection.bytes(at: location, in: input))))
        case .close(let code, let reason, _):
            let text = String(decoding: connection.bytes(at: reason, in: input), as: UTF8.self)
            seen.append(.close(code?.rawValue, text))
        case .failed(let violation, _): seen.append(.failed(violation))
        }
    }

    /// What a fresh connection reports of `wire`, given in the reads that `cuts` separate.
    static func of(
        _ wire: [UInt8], _ role: Role = .server, limits: WebSocketLimits = WebSocketLimits(),
        compression: NegotiatedDeflate? = nil, cuts: [Int] = []
    ) -> [Seen] {
        var transcript = Transcript(role, limits: limits, compression: compression)
        var start = 0
        for cut in cuts + [wire.count] {
            transcript.receive(wire[start..<cut])
            start = cut
        }
        return transcript.seen
    }

    /// The same, one byte at a time.
    static func slowly(
        _ wire: [UInt8], _ role: Role = .server, limits: WebSocketLimits = WebSocketLimits(),
        compression: NegotiatedDeflate? = nil
    ) -> [Seen] {
        of(wire, role, limits: limits, compression: compression, cuts: Array(wire.indices))
    }
}

/// The bytes of a frame; masked when `key` is given.
func frame(
    _ opcode: Opcode, _ payload: some Collection<UInt8>, fin: Bool = true, rsv1: Bool = false,
    key: UInt32? = 0x3721_FA37
) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: FrameHeader.maximumSize)
    let size = bytes.withUnsafeMutableBytes { memory in
        memory.baseAddress.map {
            FrameHeader.write(
                opcode: opcode, payloadCount: payload.count, fin: fin, rsv1: rsv1, maskKey: key, to: $0)
        } ?? 0
    }
    var masked = Array(payload)
    if let key { masked.withUnsafeMutableBytes { _ = Masking.apply(key: key, to: $0) } }
    return bytes[..<size] + masked
}

func frame(_ opcode: Opcode, _ text: String, fin: Bool = true, key: UInt32? = 0x3721_FA37) -> [UInt8] {
    frame(opcode, Array(text.utf8), fin: fin, key: key)
}

/// A small generator with a seed (SplitMix64), so that a failure can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
