/// The authid of a session that did not say who it is.
package enum AnonymousAuthid {
    /// Six groups of four characters, without those that are mistaken for others.
    ///
    /// - Parameter random: 24 random bytes or more; they give it 111 random bits.
    package static func make(_ random: [UInt8]) -> String {
        let alphabet = Array("34679ACEFGHJKLMNPQRTUVWXY".utf8)
        var authid: [UInt8] = []
        for (position, byte) in random.prefix(24).enumerated() {
            if position > 0, position % 4 == 0 { authid.append(UInt8(ascii: "-")) }
            authid.append(alphabet[Int(byte) % alphabet.count])
        }
        return String(decoding: authid, as: UTF8.self)
    }
}
