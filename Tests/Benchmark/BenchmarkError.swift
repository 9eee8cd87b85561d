/// Why a run could not be measured.
enum BenchmarkError: Error, CustomStringConvertible {
    /// The opening handshake failed.
    case handshake(String)
    /// The router refused or ended a session.
    case session(String)
    /// The connection ended when it should not have.
    case connectionLost(String)
    /// A step of the setup took too long.
    case timeout(String)

    var description: String {
        switch self {
        case .handshake(let reason): "opening handshake: \(reason)"
        case .session(let reason): "session: \(reason)"
        case .connectionLost(let reason): "connection lost: \(reason)"
        case .timeout(let step): "timeout: \(step)"
        }
    }
}
