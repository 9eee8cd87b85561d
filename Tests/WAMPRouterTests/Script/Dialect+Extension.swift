import Testing
import WAMP

extension Dialect {
    /// A message in MessagePack, given as JSON in which each string "EXT" stands for a value of an extension type. JSON and CBOR
    /// have none.
    static func extended(_ text: String) throws(WireError) -> [UInt8] {
        let placeholder: [UInt8] = [0xA3, 0x45, 0x58, 0x54]
        // fixext 1 with type 5.
        return try messagePack.encoded(text).replacing(placeholder, with: [0xD4, 0x05, 0x01])
    }
}

extension ScriptedPeer {
    /// A peer that speaks MessagePack sends a message with extension types, see `Dialect.extended`.
    func sends(extended text: String) throws {
        sends(messages: [try Dialect.extended(text)])
    }

    /// A peer that speaks MessagePack receives exactly this message with extension types.
    func receives(extended text: String) throws {
        receives(bytes: try Dialect.extended(text))
    }
}
