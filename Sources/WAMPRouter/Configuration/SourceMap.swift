import WAMP

/// Where in a configuration text each value and each key stands.
struct SourceMap {
    private var values: [ConfigurationPath: Int] = [:]
    private var keys: [ConfigurationPath: Int] = [:]
    /// The keys that occur twice in an object, one entry for each occurrence after the first.
    private(set) var duplicates: [(problem: ConfigurationProblem, offset: Int)] = []

    /// Maps a text that `JSON.parse` has accepted.
    init(_ text: RawSpan) {
        var start = 0
        while start < text.byteCount, text.byte(start) <= UInt8(ascii: " ") { start += 1 }
        add(start, .root, text)
    }

    /// Where a problem stands, as a byte offset: at the key, the value, or the innermost object around it
    /// that is in the text.
    func offset(of problem: ConfigurationProblem) -> Int {
        if let key = problem.key, let offset = keys[problem.path.key(key)] { return offset }
        var path = problem.path
        while true {
            if let offset = values[path] { return offset }
            guard let parent = path.parent else { return 0 }
            path = parent
        }
    }

    /// The parser has limited the depth.
    private mutating func add(_ start: Int, _ path: ConfigurationPath, _ text: RawSpan) {
        values[path] = start
        guard start < text.byteCount else { return }
        let rest = ByteRange(
            start: UInt32(clamping: start), count: UInt32(clamping: text.byteCount - start))
        switch text.byte(start) {
        case UInt8(ascii: "{"): addMembers(rest, path, text)
        case UInt8(ascii: "["):
            var elements = JSON.ElementReader(rest)
            var position = 0
            while let element = try? elements.next(in: text) {
                add(Int(element.start), path.position(position), text)
                position += 1
            }
        default: break
        }
    }

    private mutating func addMembers(_ range: ByteRange, _ path: ConfigurationPath, _ text: RawSpan) {
        var members = JSON.MemberReader(range)
        while let member = try? members.next(in: text) {
            let key = String(decoding: JSON.unescape(member.keyBytes, in: text), as: UTF8.self)
            let offset = Int(member.range.start)
            if keys[path.key(key)] != nil {
                let problem = ConfigurationProblem(
                    path, key: key, "the key \"\(key.escapedForOneLine)\" occurs twice")
                duplicates.append((problem, offset))
            }
            keys[path.key(key)] = offset
            add(Int(member.value.start), path.key(key), text)
        }
    }
}
