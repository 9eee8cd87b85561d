import Testing

@testable import WAMP

@Suite("Limits of scanning")
struct ScanLimitsTests {
    @Test("The depth stays within what the scanner can hold")
    func depth() {
        #expect(ScanLimits().depth == 64)
        #expect(ScanLimits(depth: 0).depth == 1)
        #expect(ScanLimits(depth: -5).depth == 1)
        #expect(ScanLimits(depth: 100_000).depth == ScanLimits.greatestDepth)
    }
}
