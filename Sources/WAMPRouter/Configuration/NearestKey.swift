/// What to say about a key that does not exist.
enum NearestKey {
    /// Names the key that was probably meant, or else all that exist.
    static func message(unknown key: String, known: [String]) -> String {
        let shown = key.escapedForOneLine
        if let nearest = nearest(to: key, among: known) {
            return "unknown key \"\(shown)\"; did you mean \"\(nearest)\"?"
        }
        if known.isEmpty { return "unknown key \"\(shown)\", expected none" }
        return
            "unknown key \"\(shown)\", expected one of \(known.map { "\"\($0)\"" }.joined(separator: ", "))"
    }

    /// The known key with the smallest edit distance, if it is small enough to be a slip.
    static func nearest(to key: String, among known: [String]) -> String? {
        // maxMessageSize and max-message-size are max_message_size.
        func letters(_ key: String) -> [UInt8] {
            key.lowercased().utf8.prefix(64).filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
        }
        let asked = letters(key)
        let nearest = known.map { (key: $0, distance: distance(asked, letters($0))) }
            .min { $0.distance < $1.distance }
        guard let nearest, nearest.distance <= max(1, min(3, nearest.key.utf8.count / 3)) else { return nil }
        return nearest.key
    }

    /// The number of bytes to insert, remove, replace, or swap with their neighbour (optimal string
    /// alignment).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(
                    last[column + 1] + 1, current[column] + 1, last[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
