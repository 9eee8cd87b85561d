/// The requests of a session that the router has not answered yet, under ids 1, 2, 3 … over all types of requests
/// (basic profile, "IDs", session scope).
struct PendingRequests {
    private var requests: [UInt64: PendingRequest] = [:]
    private var lastID: UInt64 = 0

    /// The id of the next request: routers demand that none is left out.
    var nextID: UInt64 { IDRange.successor(of: lastID) }

    /// A request was sent under `nextID`.
    mutating func useNextID() {
        lastID = nextID
    }

    mutating func add(_ request: PendingRequest, id: UInt64) {
        requests[id] = request
    }

    /// Takes out the request that an answer is for.
    ///
    /// - Throws: `Violation` if there is none of this type and id; then nothing is taken out.
    mutating func take(_ id: UInt64, _ type: MessageType, for answer: MessageType) throws(Violation)
        -> PendingRequest
    {
        guard requests[id]?.type == type, let request = requests.removeValue(forKey: id) else {
            throw Violation(
                description: "received \(answer.name) for \(type.name) \(id), which is not pending")
        }
        return request
    }

    /// Who gets the progressive results of a call, which goes on; nil if nobody does.
    ///
    /// - Throws: `Violation` if there is no such call.
    func progressHandler(ofCall id: UInt64) throws(Violation) -> ProgressHandler? {
        switch requests[id] {
        case .call(_, let progress): return progress
        case .canceledCall: return nil
        case .register, .unregister, .publish, .subscribe, .unsubscribe, nil:
            throw Violation(description: "received RESULT for CALL \(id), which is not pending")
        }
    }

    /// The caller of a pending call, which is then a canceled one; nil if it has been answered.
    mutating func cancelCall(_ id: UInt64) -> CheckedContinuation<CallResult, any Error>? {
        guard case .call(let caller, _) = requests[id] else { return nil }
        requests[id] = .canceledCall
        return caller
    }

    /// Takes out all.
    mutating func removeAll() -> [PendingRequest] {
        defer { requests = [:] }
        return Array(requests.values)
    }
}
