import COpenSSL
import WAMP

/// The client's part of WAMP-CRA, written independently of the code under test.
enum CRA {
    struct Failed: Error {}

    /// The signature of a challenge (advanced profile, "Challenge Response Authentication").
    static func sign(_ challenge: some StringProtocol, secret: String) throws -> String {
        let (key, data) = (Array(secret.utf8), Array(challenge.utf8))
        var code = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        guard HMAC(EVP_sha256(), key, Int32(key.count), data, data.count, &code, &count) != nil else {
            throw Failed()
        }
        var text: [UInt8] = Array(repeating: 0, count: 45)
        EVP_EncodeBlock(&text, code, Int32(count))
        return String(decoding: text.dropLast(), as: UTF8.self)
    }
}
