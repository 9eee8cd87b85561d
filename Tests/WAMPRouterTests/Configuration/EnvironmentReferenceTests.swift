import Testing

@testable import WAMPRouter

@Suite("References to the environment")
struct EnvironmentReferenceTests {
    private let environment = ["A": "1", "B_2": "two", "EMPTY": "", "NESTED": "${A}"]

    @Test(
        "References are replaced, once",
        arguments: [
            ("", ""), ("plain", "plain"), ("${A}", "1"), ("x${A}y${B_2}z", "x1ytwoz"), ("${EMPTY}", ""),
            ("${NESTED}", "${A}"), ("$A", "$A"), ("$", "$"), ("$$", "$$"), ("$${A}", "${A}"),
            ("$$${A}", "$${A}"),
            ("a$${", "a${"), ("}{", "}{"), ("é${A}é", "é1é"),
        ])
    func replaced(text: String, expected: String) throws {
        #expect(try EnvironmentReference.expand(text, environment) == expected)
    }

    @Test("A variable that is not set is named", arguments: ["${NO}", "${A}${NO}"])
    func missing(text: String) {
        #expect(throws: EnvironmentReference.Failure.missing("NO")) {
            try EnvironmentReference.expand(text, environment)
        }
        #expect(
            EnvironmentReference.Failure.missing("NO").message == "the environment variable NO is not set")
    }

    @Test(
        "What begins like a reference and is none is refused",
        arguments: ["${", "${A", "${}", "${1A}", "${A B}", "${A-}"])
    func malformed(text: String) {
        #expect(throws: EnvironmentReference.Failure.malformed(text)) {
            try EnvironmentReference.expand(text, environment)
        }
    }
}
