import Testing
import WAMP

@Suite("Request ids (basic profile, IDs, session scope)")
struct RequestIDSequenceTests {
    @Test("Ids count 1, 2, 3")
    func counts() {
        var ids = RequestIDSequence(isTolerant: false)
        for id in UInt64(1)...100 {
            #expect(ids.expected == id)
            #expect(ids.accept(id) == true)
        }
    }

    @Test("Anything but the next id is refused and changes nothing", arguments: [0, 1, 2, 4, 1 << 53, .max])
    func refusesGaps(id: UInt64) {
        var ids = RequestIDSequence(isTolerant: false)
        for id: UInt64 in [1, 2] { #expect(ids.accept(id) == true) }
        #expect(ids.accept(id) == false)
        #expect(ids.expected == 3)
        #expect(ids.accept(3) == true)
    }

    @Test("A tolerant sequence takes any id of the range, and no other")
    func tolerates() {
        var ids = RequestIDSequence(isTolerant: true)
        for id: UInt64 in [7, 7, 1, 1 << 53, 2] { #expect(ids.accept(id) == true) }
        for id: UInt64 in [0, 1 << 53 + 1, .max] { #expect(ids.accept(id) == false) }
    }

    @Test("After 2^53 comes 1")
    func wraps() {
        #expect(IDRange.successor(of: 1 << 53) == 1)
        #expect(IDRange.successor(of: 1) == 2)
    }
}
