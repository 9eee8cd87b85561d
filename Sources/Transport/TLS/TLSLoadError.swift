/// Why certificates, keys or cipher suites cannot be used.
package struct TLSLoadError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What of the settings is wrong.
    package enum Part: Equatable, Sendable {
        /// The file with the certificate of that position.
        case chain(Int)
        /// The file with the key of that position.
        case key(Int)
        case authorities
        case ciphers
    }

    package var part: Part
    /// One sentence for a person, which names the file.
    package var description: String

    package init(_ part: Part, _ description: String) {
        self.part = part
        self.description = description
    }
}

/// What is wrong with one file, or with what it contains: the rest of a sentence that begins with its path.
struct TLSFileProblem: Error, Equatable, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
