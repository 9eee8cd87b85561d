/// The MessagePack serialization of WAMP (basic profile, "Serializers"; the MessagePack specification with
/// the types str and bin told apart).
///
/// What the specification leaves open is decided the same way by everything in this namespace:
///
/// - Integers, lengths and counts are accepted in every form that holds them, and written in the shortest.
/// - The keys of maps must be str. Of several members with the same key the last one counts, unless a parser
///   is asked to refuse them.
/// - Every str must be UTF-8, a URI must be a str and not bin.
/// - float 32 is accepted; floats are written as float 64.
/// - Extension types, the timestamp included, stay what they are as long as the payload is passed on to peers
///   that speak MessagePack. They have no counterpart in the other serializations, so that a parser and a
///   transcoder refuse them with `WireError.SyntaxProblem.extensionType`.
package enum MessagePack {
    /// Pulls one member after another from a dictionary.
    package typealias MemberReader = BinaryMemberReader<Reader>
    /// Pulls one element after another from a list.
    package typealias ElementReader = BinaryElementReader<Reader>
}
