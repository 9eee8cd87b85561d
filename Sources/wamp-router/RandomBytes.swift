import COpenSSL

/// Random bytes for keys and salts.
enum RandomBytes {
    /// - Throws: where the system has no randomness to give.
    static func make(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw CommandError("there is no randomness") }
        return bytes
    }
}

/// What went wrong with a command, in one line.
struct CommandError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
