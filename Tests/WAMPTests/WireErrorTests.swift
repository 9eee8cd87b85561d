import Testing

@testable import WAMP

@Suite("Texts of violations")
struct WireErrorTests {
    @Test(
        "A violation is described with its place",
        arguments: [
            ("[48,1,{},7]", "element 3 of CALL must be a string"),
            ("[48,\"1\",{},\"p\"]", "element 1 of CALL must be an id"),
            ("[48,1,[],\"p\"]", "element 2 of CALL must be a dictionary"),
            ("[48,1,{},\"p\",{}]", "element 4 of CALL must be a list"),
            ("[8,-1,1,{},\"u\"]", "element 1 of ERROR must be a non-negative integer"),
            ("[17,1,9007199254740993]", "element 2 of PUBLISHED is out of range for an id (at most 2^53)"),
            ("[17,1]", "PUBLISHED with only 2 elements"),
            ("[17,1,2,3]", "PUBLISHED with more than 3 elements"),
            ("[7]", "unknown message type 7"), ("[300]", "extension message type 300 is not supported"),
            ("{}", "a message must be a list"),
            ("[]", "a message must not be an empty list"),
            ("[null]", "element 0 (message type) must be an integer"),
            ("[17,1,2", "unexpected end at byte 7"), ("[17,1 2]", "unexpected byte at byte 6"),
        ])
    func texts(message: String, description: String) {
        #expect(refusal(message)?.description == description)
    }

    @Test("A violation in the options names the option")
    func option() {
        #expect(
            WireError.option(.excludeMe, expected: .bool).description == "option exclude_me must be a boolean"
        )
    }
}
