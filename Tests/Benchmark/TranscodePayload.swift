import WAMP

/// Payloads of about 64 KiB whose transcoding is measured.
enum TranscodePayload: CaseIterable {
    /// One string of ASCII letters, of which none is escaped in JSON.
    case string
    /// One string of Cyrillic text, with a line break or a quotation mark every 60 letters.
    case text
    /// One binary value; in JSON, base64.
    case binary
    /// A list of dictionaries of small integers, floats, short strings and nested lists and dictionaries.
    case structured

    private static let size = 64 << 10

    var name: String {
        switch self {
        case .string: "string"
        case .text: "text"
        case .binary: "binary"
        case .structured: "structured"
        }
    }

    /// Arguments.
    var arguments: [Value] {
        switch self {
        case .string: [.string(Self.letters)]
        case .text: [.string(Self.cyrillic)]
        case .binary: [.binary((0..<Self.size).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 >> 8) })]
        case .structured: [.list((0..<420).map(Self.reading))]
        }
    }

    private static var letters: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        return String(decoding: (0..<size).map { alphabet[($0 &* 37) % alphabet.count] }, as: UTF8.self)
    }

    private static var cyrillic: String {
        let letters = Array("абвгдежзийклмнопрстуфхцчшщъыьэюя")
        var text = ""
        for index in 0..<size / 2 {
            switch index % 120 {
            case 60: text += "\n"
            case 119: text += "\""
            default: text.append(letters[index * 7 % letters.count])
            }
        }
        return text
    }

    /// What a device might report, about 150 bytes.
    private static func reading(_ index: Int) -> Value {
        [
            "id": Value(index), "device": .string("pump\(index % 97)"), "on": .bool(index % 3 != 0),
            "pressure": .double(Double(index % 1000) / 8 + 0.1), "count": Value(index * 977 % 60_000),
            "levels": .list((0..<6).map { Value((index + $0 * 31) % 200 - 50) }),
            "place": ["site": .string("north"), "line": Value(index % 12), "x": .double(Double(index) / 7)],
            "note": .null,
        ]
    }
}
