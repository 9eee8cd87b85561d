import Testing

@testable import RawSocket

@Suite("Four octets that come in several reads")
struct PartialWordTests {
    /// Reads from a run of octets of exactly that size.
    private func read(_ word: inout PartialWord, _ octets: [UInt8], at offset: inout Int) -> UInt32? {
        octets.withUnsafeBytes { word.read($0, at: &offset) }
    }

    @Test("Cut anywhere it is the same word, and nothing behind it is taken")
    func cuts() {
        let octets: [UInt8] = [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0, 0x11]
        for cut in 0...3 {
            var word = PartialWord()
            var offset = 0
            let early = read(&word, Array(octets[..<cut]), at: &offset)
            #expect(early == nil)
            #expect(offset == cut)
            #expect(word.count == cut)
            offset = 0
            let rest = Array(octets[cut...])
            let first = read(&word, rest, at: &offset)
            #expect(first == 0x1234_5678)
            #expect(offset == 4 - cut)
            #expect(word == PartialWord() || word.count == 0)
            let second = read(&word, rest, at: &offset)
            #expect(second == 0x9ABC_DEF0)
            let third = read(&word, rest, at: &offset)
            #expect(third == nil)
            #expect(offset == rest.count)
            #expect(word.padded == 0x1100_0000)
        }
    }

    @Test("What has come is known before the rest, as if zeros followed")
    func padded() {
        var word = PartialWord()
        var seen = [word.padded]
        for octet: UInt8 in [0xF1, 0xF2, 0xF3] {
            var offset = 0
            _ = read(&word, [octet], at: &offset)
            seen.append(word.padded)
        }
        #expect(seen == [0, 0xF100_0000, 0xF1F2_0000, 0xF1F2_F300])
        var offset = 0
        let whole = read(&word, [0xF4], at: &offset)
        #expect(whole == 0xF1F2_F3F4)
        #expect(word.padded == 0)
    }

    @Test("Nothing is taken from an empty read")
    func empty() {
        var word = PartialWord()
        var offset = 0
        #expect(word.read(UnsafeRawBufferPointer(start: nil, count: 0), at: &offset) == nil)
        #expect(offset == 0)
    }
}
