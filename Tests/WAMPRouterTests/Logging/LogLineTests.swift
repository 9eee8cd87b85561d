import Foundation
import Logging
import Testing
import WAMP

@testable import WAMPRouter

@Suite("Log lines")
struct LogLineTests {
    private func entry(
        _ message: String, _ metadata: Logger.Metadata = [:], level: Logger.Level = .info
    ) -> LogLine {
        LogLine(
            time: Date(timeIntervalSince1970: 1_769_860_800.125), level: level, message: message,
            metadata: metadata)
    }

    private func text(_ line: LogLine) -> String { String(decoding: line.text, as: UTF8.self) }
    private func json(_ line: LogLine) -> String { String(decoding: line.json, as: UTF8.self) }

    private func members(_ line: LogLine) throws -> ValueDictionary {
        let value = try JSON.parse(Array(line.json.dropLast()).span.bytes, duplicateKeys: .refused)
        return try #require(value.dictionary)
    }

    @Test("A JSON entry is one object: time, level, message, then metadata by key")
    func jsonForm() {
        let line = entry("session opened", ["session": "1", "peer": "127.0.0.1:5"], level: .warning)
        #expect(
            json(line)
                == "{\"time\":\"2026-01-31T12:00:00.125Z\",\"level\":\"warning\",\"message\":\"session opened\","
                + "\"peer\":\"127.0.0.1:5\",\"session\":\"1\"}\n")
    }

    @Test("A text entry is time, level, message, then metadata by key, quoted where it needs to be")
    func textForm() {
        let line = entry(
            "session opened",
            ["session": "1", "peer": "[::1]:5", "agent": "my client", "empty": "", "pair": "a=b"])
        #expect(
            text(line)
                == "2026-01-31T12:00:00.125Z info session opened agent=\"my client\" empty=\"\" pair=\"a=b\" "
                + "peer=[::1]:5 session=1\n")
    }

    @Test(
        "Whatever a client puts into a value, the entry stays one line",
        arguments: [
            "a\nb", "a\r\n{\"level\":\"info\"}", "\"", "\\", "\u{0}\u{1}\u{1F}\u{7F}", "\u{85}\u{9B}31m",
            "\u{2028}\u{2029}",
            "\u{202E}\u{200F}", "\u{1B}[31m", "äöü€😀", "\t", "a\" level=error b",
        ])
    func escaping(value: String) throws {
        let line = entry("m", ["agent": "\(value)"])
        for written in [text(line), json(line)] {
            #expect(written.hasSuffix("\n"))
            #expect(!written.dropLast().unicodeScalars.contains { $0.value < 0x20 })
        }
        #expect(try members(line)["agent"] == .string(value))
        // A terminal takes some characters above ASCII for commands, too.
        let hidden = text(line).dropLast().unicodeScalars.filter {
            switch $0.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
        #expect(hidden.isEmpty)
    }

    @Test("Metadata does not overwrite what the entry itself says")
    func reserved() throws {
        let line = entry("real", ["time": "x", "level": "x", "message": "forged", "other": "y"])
        let members = try members(line)
        #expect(members.keys == ["time", "level", "message", "other"])
        #expect(members["message"] == "real")
        #expect(members["level"] == "info")
    }

    @Test("A message with control characters is quoted")
    func message() {
        #expect(text(entry("a\nb")) == "2026-01-31T12:00:00.125Z info \"a\\nb\"\n")
    }

    @Test("Lists and dictionaries in metadata become text")
    func nested() throws {
        let members = try members(entry("m", ["list": ["a", "b\n"], "error": .stringConvertible(7)]))
        #expect(members["list"]?.string?.isEmpty == false)
        #expect(members["error"] == "7")
    }
}
