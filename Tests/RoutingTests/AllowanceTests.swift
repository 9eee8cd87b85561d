import Testing

@testable import Routing

@Suite("What sessions may hold together")
struct AllowanceTests {
    @Test("The bound of a role counts its sessions, that of the realm all")
    func bounds() {
        var allowance = Allowance(groups: [2, .max], limit: 4)
        allowance.add(1, to: 0)
        #expect(allowance.reached(by: 0) == nil)
        allowance.add(1, to: 0)
        #expect(allowance.reached(by: 0) == .role)
        #expect(allowance.reached(by: 1) == nil)
        allowance.add(2, to: 1)
        #expect(allowance.reached(by: 1) == .realm)
        allowance.add(-1, to: 0)
        #expect(allowance.reached(by: 0) == nil)
        #expect(allowance.reached(by: 1) == nil)
    }

    @Test("Without bounds nothing is ever reached; a group that nobody named has none")
    func unbounded() {
        var allowance = Allowance(groups: [.max])
        allowance.add(1 << 40, to: 0)
        #expect(allowance.reached(by: 0) == nil)
        var other = Allowance(groups: [1])
        other.add(5, to: 3)
        #expect(other.reached(by: 3) == nil)
        #expect(other.reached(by: 0) == nil)
    }
}
