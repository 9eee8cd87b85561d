import Routing
import Testing

@Suite("Index of a live session in the tables of its realm")
struct SessionIndexTests {
    @Test("An index is its raw value as a position in an array", arguments: [0, 1, 5_000, .max] as [Int32])
    func position(rawValue: Int32) {
        #expect(SessionIndex(rawValue).rawValue == rawValue)
        #expect(SessionIndex(rawValue).position == Int(rawValue))
        #expect(SessionIndex(rawValue) == SessionIndex(rawValue))
    }
}
