/// The CBOR serialization of WAMP (basic profile, "Serializers"; RFC 8949).
///
/// What RFC 8949 leaves open is decided the same way by everything in this namespace:
///
/// - Integers, lengths and counts are accepted in every form that holds them, and written in the shortest.
///   Containers and strings of indefinite length are accepted, and written with their length.
/// - The keys of maps must be text strings without tags. Of several members with the same key the last one
///   counts, unless a parser is asked to refuse them.
/// - Each text string must be UTF-8, and so must each chunk of one (section 3.2.3).
/// - Half and single precision floats are accepted; floats are written in double precision.
/// - `undefined` is null. Other simple values are refused.
/// - Tags 2 and 3 on a byte string make an integer (section 3.4.3), or a double where 64 bits do not hold it.
///   Every other tag, the self-describing 55799 included, is passed on with the payload to peers that speak
///   CBOR, and has no effect elsewhere: `Value` and the other serializations have the tagged item alone. Each
///   tag counts for the depth limit as a container does.
package enum CBOR {
    /// Pulls one member after another from a dictionary.
    package typealias MemberReader = BinaryMemberReader<Reader>
    /// Pulls one element after another from a list.
    package typealias ElementReader = BinaryElementReader<Reader>
}
