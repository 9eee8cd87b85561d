import Testing

@testable import WAMP

@Suite("IDs (basic profile, \"IDs\")")
struct IDsTests {
    @Test("IDs are 1...2^53")
    func range() {
        #expect(IDRange.greatest == 9_007_199_254_740_992)
        for id: UInt64 in [1, 2, 1 << 52, (1 << 53) - 1, 1 << 53] { #expect(IDRange.contains(id)) }
        for id: UInt64 in [0, (1 << 53) + 1, .max] { #expect(!IDRange.contains(id)) }
    }

    @Test("Session scope ids wrap to 1 after 2^53")
    func successor() {
        #expect(IDRange.successor(of: 1) == 2)
        #expect(IDRange.successor(of: (1 << 53) - 1) == 1 << 53)
        #expect(IDRange.successor(of: 1 << 53) == 1)
        #expect(IDRange.successor(of: .max) == 1)
    }
}
