import WAMPClient

/// The `WAMPError` that a body throws; nil if it throws none.
func thrown(_ body: () async throws -> Void) async -> WAMPError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? WAMPError
    }
}

extension SessionEnd {
    /// The reason of a GOODBYE, or the code of an error, with how it came.
    var summary: String {
        switch self {
        case .left(let reason): "left \(reason)"
        case .goodbye(let reason, _): "goodbye \(reason)"
        case .failed(let error): "failed \(error.uri)"
        }
    }
}

extension ConnectOptions {
    /// For tests in which no deadline may pass: the other tests may keep every thread busy for long.
    static let patient = ConnectOptions(timeout: .seconds(600))
}
