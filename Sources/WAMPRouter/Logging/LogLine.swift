import Foundation
import Logging
import WAMP

/// One log entry as one line, whatever its texts contain: what clients send can neither begin a line nor hide in one.
struct LogLine {
    var time: Date
    var level: Logger.Level
    var message: String
    /// Written in the order of the keys.
    var metadata: Logger.Metadata

    /// `2026-01-31T12:00:00.123Z info message key=value …`. Values with other characters than those of URIs, numbers and
    /// addresses are JSON strings.
    var text: [UInt8] {
        var line = OutputBytes()
        line.append(utf8: "\(timestamp) \(level.rawValue) ")
        line.append(utf8: Self.isPrintable(message) ? message : Self.quoted(message))
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            let value = value.description
            line.append(utf8: " \(key)=\(Self.isPlain(value) ? value : Self.quoted(value))")
        }
        line.append("\n")
        return Array(line.bytes)
    }

    /// `{"time":…,"level":…,"message":…,KEY:VALUE…}`. Metadata does not overwrite the three members that each line has.
    var json: [UInt8] {
        var members: ValueDictionary = [
            "time": .string(timestamp), "level": .string(level.rawValue), "message": .string(message),
        ]
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where members[key] == nil {
            members[key] = .string(value.description)
        }
        var line = OutputBytes()
        JSON.write(members, to: &line)
        line.append("\n")
        return Array(line.bytes)
    }

    private var timestamp: String {
        time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    private static func isPrintable(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !($0.value >= 0x7F && $0.value < 0xA0) }
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D }
    }

    /// A JSON string. Invisible characters above ASCII, which JSON lets stand, are escaped, too: terminals obey some of them.
    private static func quoted(_ text: String) -> String {
        var output = OutputBytes()
        JSON.write(string: text, to: &output)
        var line = ""
        for scalar in String(decoding: output.bytes, as: UTF8.self).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                line += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }
}
