import Testing

@testable import WebSocket

@Suite("Compressing (RFC 7692 §7.2.1)")
struct DeflaterTests {
    private func compress(_ deflater: inout Deflater, _ text: String) -> [UInt8]? {
        Array(text.utf8).withUnsafeBytes { deflater.compress($0).map(Array.init) }
    }

    @Test("A message is compressed up to a sync flush whose last four bytes are taken off")
    func hello() {
        var deflater = Deflater(NegotiatedDeflate())
        #expect(compress(&deflater, "Hello") == [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
        #expect(compress(&deflater, "Hello") == [0xF2, 0x00, 0x11, 0x00, 0x00])
    }

    @Test("Without context takeover every message is compressed alone, and sent as it is if that is shorter")
    func noContextTakeover() {
        var deflater = Deflater(NegotiatedDeflate(outgoingNoContextTakeover: true, threshold: 1))
        let text = String(repeating: "Hello ", count: 20)
        let first = compress(&deflater, text)
        #expect(first != nil)
        #expect(compress(&deflater, text) == first)
        #expect(compress(&deflater, "Hello") == nil)
        var eager = Deflater(NegotiatedDeflate(outgoingNoContextTakeover: true, threshold: 0))
        #expect(compress(&eager, "Hello") == [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
    }

    @Test("Messages below the threshold are sent as they are")
    func threshold() {
        var deflater = Deflater(NegotiatedDeflate(threshold: 6))
        #expect(compress(&deflater, "Hello") == nil)
        #expect(deflater.isAllocated == false)
        #expect(compress(&deflater, "Hello!") != nil)
    }

    @Test("An empty message is one zero byte, the first time and every time (§7.2.3.6)")
    func empty() {
        var deflater = Deflater(NegotiatedDeflate())
        for _ in 0..<3 { #expect(compress(&deflater, "") == [0x00]) }
        _ = compress(&deflater, "Hello")
        #expect(compress(&deflater, "") == [0x00])
    }

    @Test("A deflater that was released begins a stream that a peer with its window kept can read")
    func release() {
        var deflater = Deflater(NegotiatedDeflate())
        var transcript = Transcript(.client, compression: NegotiatedDeflate())
        for round in 0..<4 {
            if round == 2 { deflater.release() }
            let payload = compress(&deflater, "Hello Hello Hello") ?? []
            transcript.receive(frame(.text, payload, rsv1: true, key: nil))
        }
        #expect(transcript.seen == [Seen](repeating: .text("Hello Hello Hello"), count: 4))
    }

    @Test("State is made at first use and given back when the connection idles")
    func lifetime() {
        var deflater = Deflater(NegotiatedDeflate())
        #expect(deflater.isAllocated == false)
        _ = compress(&deflater, "Hello")
        #expect(deflater.isAllocated == true)
        deflater.release()
        #expect(deflater.isAllocated == false)
    }

    @Test(
        "Output of any length ends in the flush marker exactly once",
        arguments: [1, 127, 128, 16_383, 16_384, 50_000])
    func lengths(count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        var deflater = Deflater(NegotiatedDeflate())
        var transcript = Transcript(.client, compression: NegotiatedDeflate())
        for delta in 0..<12 {
            let noise = (0..<count + delta).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let payload = noise.withUnsafeBytes { deflater.compress($0).map(Array.init) ?? [] }
            transcript.receive(frame(.binary, payload, rsv1: true, key: nil))
            #expect(transcript.seen.last == .binary(noise))
        }
        #expect(transcript.seen.count == 12)
    }
}
