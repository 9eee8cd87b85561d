import Foundation
import WAMP
import WAMPAuth

/// What `wamp-router hash` and `wamp-router keygen` print: a principal, or a part of one, as it stands in a configuration.
package enum PrincipalSnippet {
    /// A ticket that people chose, as an Argon2id hash.
    package static func ticket(_ ticket: String, salt: [UInt8]) throws(CryptographyError) -> ValueDictionary {
        let hash = try PasswordHash.argon2id(of: ticket, salt: salt, cost: StandardCost.argon2id)
        return ["ticket": .string(hash.text ?? "")]
    }

    /// A random token, as its digest.
    package static func token(_ token: String) -> ValueDictionary {
        ["ticket": .string("sha256:" + Hexadecimal.encode(SHA256.digest(Array(token.utf8))))]
    }

    /// A secret for WAMP-CRA, as a key that was derived with a salt.
    package static func wampcra(_ secret: String, salt: [UInt8]) throws(CryptographyError) -> ValueDictionary
    {
        let salting = WAMPAuth.CRACredential.Salting(
            salt: Base64Text.encode(salt), iterations: StandardCost.pbkdf2Iterations)
        let credential = try WAMPAuth.CRACredential(password: secret, salting: salting)
        return [
            "wampcra": [
                "key": .string(String(decoding: credential.key, as: UTF8.self)),
                "salt": .string(salting.salt),
                "iterations": Value(salting.iterations),
            ]
        ]
    }

    /// A password for WAMP-SCRAM, as what the router keeps of it.
    ///
    /// - Parameter usesPBKDF2: instead of Argon2id, for clients that do not have that.
    /// - Throws: `CryptographyError`, or `SASLprep.Prohibited` for a password with characters that none may have.
    package static func scram(
        _ password: String, salt: [UInt8], usesPBKDF2: Bool = false
    ) throws -> ValueDictionary {
        let prepared = try SASLprep.prepare(password) { $0.precomposedStringWithCompatibilityMapping }
        let cost = StandardCost.argon2id
        let kdf: WAMPAuth.SCRAMCredential.KDF =
            usesPBKDF2
            ? .pbkdf2(iterations: StandardCost.pbkdf2Iterations)
            : .argon2id13(iterations: cost.iterations, memory: cost.memory)
        let credential = try WAMPAuth.SCRAMCredential(password: prepared, kdf: kdf, salt: salt)
        var members: ValueDictionary = [
            "kdf": .string(kdf.name), "iterations": Value(kdf.iterations),
            "salt": .string(Base64Text.encode(salt)),
            "stored_key": .string(Base64Text.encode(credential.storedKey)),
            "server_key": .string(Base64Text.encode(credential.serverKey)),
        ]
        if let memory = kdf.memory { members["memory"] = Value(memory) }
        return ["scram": .dictionary(members)]
    }

    /// The text of a snippet, after the name and role of its principal where they are known.
    package static func text(_ snippet: ValueDictionary, authid: String?, role: String?) -> String {
        var members = ValueDictionary()
        if let authid { members["authid"] = .string(authid) }
        if let role { members["role"] = .string(role) }
        for (key, value) in snippet { members[key] = value }
        return Value.dictionary(members).indentedText
    }
}
