/// One member of a dictionary of options, as a serializer's reader yields it.
///
/// The typed options are written once against this protocol and specialised for each serializer.
package protocol OptionMember {
    /// The key, if it is one that is known here.
    var key: OptionKey? { get }
    /// The key is an implementation-specific one, `_[a-z0-9_]{3,}`.
    var isCustom: Bool { get }
    /// The key as it stands in the message, without delimiters.
    var keyBytes: ByteRange { get }
    /// Key and value as they stand in the message.
    var range: ByteRange { get }
    /// The value alone.
    var value: ByteRange { get }

    /// The value, which must be a boolean.
    func bool(in bytes: RawSpan) throws(WireError) -> Bool
    /// The value, which must be an integer of 0...2^53.
    func integer(in bytes: RawSpan) throws(WireError) -> UInt64
    /// The UTF-8 bytes of the value, which must be a string.
    func string(in bytes: RawSpan) throws(WireError) -> [UInt8]
    /// The value, which must be a list of ids.
    func ids(in bytes: RawSpan) throws(WireError) -> [UInt64]
    /// The value, which must be a list of strings; each as UTF-8 bytes.
    func strings(in bytes: RawSpan) throws(WireError) -> [[UInt8]]
    /// Refuses a value that is not a list of dictionaries.
    func checkDictionaries(in bytes: RawSpan) throws(WireError)
}

extension OptionMember {
    /// The value, which must be one of the words that the specification lists.
    @inline(__always)
    func word<Word: OptionWord>(in bytes: RawSpan) throws(WireError) -> Word {
        let text = try string(in: bytes)
        guard let word = Word(utf8: text) else {
            guard let key else { throw .syntax(.unexpectedByte, offset: Int(value.start)) }
            throw .option(key, expected: .knownWord)
        }
        return word
    }
}

/// The options or details of one kind of message.
package protocol MessageOptions: Equatable, Sendable {
    /// What holds where the dictionary is empty or absent.
    init()

    /// Reads the dictionary of a JSON message, an offset into its bytes; empty where it is `{}` or absent.
    init(json options: ByteRange, in bytes: RawSpan) throws(WireError)

    /// Reads the dictionary of a MessagePack message.
    init(messagePack options: ByteRange, in bytes: RawSpan) throws(WireError)

    /// Reads the dictionary of a CBOR message.
    init(cbor options: ByteRange, in bytes: RawSpan) throws(WireError)

    /// Takes over one member. Of several with the same key the last one counts.
    mutating func read<Member: OptionMember>(_ member: Member, in bytes: RawSpan) throws(WireError)
}
