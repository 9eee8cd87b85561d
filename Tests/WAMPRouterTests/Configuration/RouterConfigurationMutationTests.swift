import Testing
import WAMPRouter

@Suite("Broken configuration files")
struct RouterConfigurationMutationTests {
    @Test("Every beginning of the shipped file is refused with one error")
    func truncation() throws {
        var bytes = try ShippedConfiguration.bytes()
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        for count in bytes.indices {
            do throws(ConfigurationErrors) {
                _ = try RouterConfiguration.parse(Array(bytes[..<count]))
                Issue.record("the first \(count) bytes are accepted")
            } catch {
                #expect(error.errors.count == 1)
            }
        }
    }

    @Test("The shipped file with random changes is accepted, or refused with placed errors", arguments: 0..<4)
    func mutation(seed: UInt64) throws {
        let shipped = try ShippedConfiguration.bytes()
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: state >> 33) % bound
        }
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "null", "-1", "1e999", "\"${\"", "\\u0000", "é", "\u{0}",
        ]
        var refused = 0
        for _ in 0..<250 {
            var bytes = shipped
            for _ in 0...random(3) {
                let start = random(bytes.count)
                let end = min(bytes.count, start + random(12))
                bytes.replaceSubrange(start..<end, with: Array(pieces[random(pieces.count)].utf8))
            }
            do throws(ConfigurationErrors) {
                _ = try RouterConfiguration.parse(bytes)
            } catch {
                #expect(!error.errors.isEmpty)
                #expect(
                    error.errors.allSatisfy {
                        $0.line != nil && $0.path.hasPrefix("$") && !$0.message.isEmpty
                    })
                refused += 1
            }
        }
        #expect(refused > 100)
    }
}
