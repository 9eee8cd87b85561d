/// The cryptographic library refused to work: no memory, or parameters that it does not take. Nothing secret is in it.
package struct CryptographyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was asked of the library.
    package let operation: StaticString

    package var description: String { "\(operation) failed in the cryptographic library" }

    package static func == (left: Self, right: Self) -> Bool {
        left.description == right.description
    }
}
