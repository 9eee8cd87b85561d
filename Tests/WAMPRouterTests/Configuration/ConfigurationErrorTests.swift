import Testing

@testable import WAMPRouter

@Suite("Errors of a configuration")
struct ConfigurationErrorTests {
    private let placed = ConfigurationError(path: "$.a", line: 3, column: 7, message: "is wrong")
    private let unplaced = ConfigurationError(path: "$", line: nil, column: nil, message: "cannot be read")

    @Test("An error says path and message")
    func one() {
        #expect(placed.description == "$.a: is wrong")
    }

    @Test("Errors are lines that begin with the file and the place as far as these are known")
    func many() {
        #expect(
            ConfigurationErrors(file: "r.json", errors: [placed, unplaced]).description
                == "r.json:3:7: $.a: is wrong\nr.json: $: cannot be read")
        #expect(
            ConfigurationErrors(file: nil, errors: [placed, unplaced]).description
                == "3:7: $.a: is wrong\n$: cannot be read")
    }
}
