import Testing

@testable import WebSocket

@Suite("However the bytes are cut into reads, the events are the same")
struct WebSocketConnectionSplittingTests {
    /// Transcripts of all kinds, valid and broken.
    static let transcripts: [[UInt8]] = [
        frame(.text, "Hello, κόσμε") + frame(.binary, [0, 1, 2]) + frame(.ping, "p") + frame(.pong, ""),
        frame(.text, "a", fin: false) + frame(.ping, "between") + frame(.continuation, "😀")
            + frame(.text, "next"),
        frame(.binary, [UInt8](repeating: 9, count: 130)) + frame(.close, [3, 0xE8, 0x61, 0x62])
            + frame(.text, "x"),
        frame(.text, [0x61, 0xED, 0xA0, 0x80, 0x61]) + frame(.text, "x"),
        frame(.text, "abc") + [0x81, 0xFE, 0x00, 0x7D, 1, 2, 3, 4],
        frame(.binary, [1], fin: false) + frame(.ping, [UInt8](repeating: 3, count: 125))
            + frame(.binary, [2]),
        frame(.close, [3, 0xED, 0x61]) + frame(.text, "x"),
        frame(.text, "", fin: false) + frame(.continuation, "", fin: false) + frame(.continuation, ""),
    ]

    @Test("Cut at every byte", arguments: transcripts)
    func everyByte(wire: [UInt8]) {
        let whole = Transcript.of(wire)
        #expect(!whole.isEmpty)
        for cut in 0...wire.count {
            #expect(Transcript.of(wire, cuts: [cut]) == whole, "cut at \(cut)")
        }
    }

    @Test("One byte at a time", arguments: transcripts)
    func byteByByte(wire: [UInt8]) {
        #expect(Transcript.slowly(wire) == Transcript.of(wire))
    }

    @Test("Cut at every pair of bytes", arguments: transcripts.prefix(2))
    func everyPair(wire: [UInt8]) {
        let whole = Transcript.of(wire)
        for first in 0...wire.count {
            for second in first...wire.count {
                #expect(Transcript.of(wire, cuts: [first, second]) == whole, "cuts at \(first), \(second)")
            }
        }
    }

    @Test("A frame with one flipped bit is judged the same whole and in bytes", arguments: transcripts)
    func mutations(wire: [UInt8]) {
        for position in wire.indices {
            for bit in 0..<8 {
                var broken = wire
                broken[position] ^= 1 << bit
                #expect(Transcript.of(broken) == Transcript.slowly(broken), "bit \(bit) of byte \(position)")
            }
        }
    }

    @Test(
        "Octets of a text that arrive slowly, over the three forms of length", arguments: [125, 126, 65_536])
    func slowOctets(count: Int) {
        let text = String(repeating: "*", count: count)
        #expect(Transcript.slowly(frame(.text, text)) == [.text(text)])
        var transcript = Transcript()
        let wire = frame(.text, text)
        for start in stride(from: 0, to: wire.count, by: 997) {
            transcript.receive(wire[start..<min(start + 997, wire.count)])
        }
        #expect(transcript.seen == [.text(text)])
    }
}
