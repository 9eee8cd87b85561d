import ArgumentParser
import Foundation
import WAMPAuth

/// `wamp-router keygen`: makes an Ed25519 key for authmethod cryptosign.
struct KeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Make a key for authmethod cryptosign, of a client or of the router.",
        discussion:
            "The private key stays with its owner; the public key is what principals have in \"cryptosign\".")

    @Option(name: .customLong("out"), help: "Write the private key into this new file, for its owner only.")
    var file: String?

    func run() throws {
        let key = try Ed25519.PrivateKey(seed: RandomBytes.make(Ed25519.keySize))
        if let file {
            try Self.write(Hexadecimal.encode(key.seed) + "\n", to: file)
        } else {
            print("private key: \(Hexadecimal.encode(key.seed))")
        }
        print("public key:  \(Hexadecimal.encode(key.publicKey))")
    }

    /// A file that exists is left alone: it may be the only copy of another key.
    private static func write(_ text: String, to file: String) throws {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CommandError("\(file): \(String(cString: strerror(errno)))") }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }
}
