import CArgon2

/// Argon2id version 1.3 (RFC 9106).
package enum Argon2id {
    /// The costs of one computation.
    package struct Cost: Hashable, Sendable {
        /// Passes over the memory, at least 1.
        package var iterations: Int
        /// The memory in KiB, at least 8 for each lane.
        package var memory: Int
        /// Lanes; WAMP-SCRAM fixes this at 1.
        package var parallelism: Int

        package init(iterations: Int, memory: Int, parallelism: Int = 1) {
            self.iterations = iterations
            self.memory = memory
            self.parallelism = parallelism
        }

        /// Whether it is computed at all: not above 1 GiB, 1,000 passes or 16 lanes, and not more than 256 GiB
        /// written in all, which takes minutes.
        package var isAcceptable: Bool {
            guard (1...1_000).contains(iterations), (1...16).contains(parallelism),
                (8 * parallelism...1 << 20).contains(memory)
            else { return false }
            return iterations * memory <= 1 << 28
        }
    }

    /// Shorter salts are refused by the algorithm.
    package static let minimumSaltSize = 8

    /// The key of a password.
    ///
    /// - Parameter size: of the key, in bytes, from 4.
    package static func derive(
        password: [UInt8], salt: [UInt8], cost: Cost, size: Int = 32
    ) throws(CryptographyError) -> [UInt8] {
        guard cost.isAcceptable, salt.count >= minimumSaltSize, (4...1024).contains(size) else {
            throw CryptographyError(operation: "Argon2id")
        }
        var key = [UInt8](repeating: 0, count: size)
        let result = argon2id_hash_raw(
            UInt32(cost.iterations), UInt32(cost.memory), UInt32(cost.parallelism), password, password.count,
            salt, salt.count, &key, size)
        guard result == ARGON2_OK.rawValue else { throw CryptographyError(operation: "Argon2id") }
        return key
    }
}
