/// Judges JSON Web Tokens.
package struct TokenVerifier: Sendable {
}
