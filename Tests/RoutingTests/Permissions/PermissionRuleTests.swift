import Routing
import Testing

@Suite("Rules of a role")
struct PermissionRuleTests {
    @Test("What is wrong with a rule is said with its position")
    func descriptions() {
        #expect(
            PermissionRuleError.duplicate(rule: 3, of: 1).description
                == "rule 3 has the same uri and match as rule 1")
        #expect(
            PermissionRuleError.tooManyComponents(rule: 2).description == "rule 2 has more than 64 components"
        )
    }
}
