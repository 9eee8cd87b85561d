extension ModelWalk {
    /// The operations of a walk that diverged, without those that do not matter: as few as removing runs of them one
    /// after the other leads to.
    static func shrink(_ operations: [Operation], _ settings: ModelSettings) -> [Operation] {
        var operations = operations
        var length = max(operations.count / 2, 1)
        while true {
            var start = 0
            var isShorter = false
            while start < operations.count {
                var fewer = operations
                fewer.removeSubrange(start..<min(start + length, operations.count))
                if divergence(after: fewer, settings) != nil {
                    operations = fewer
                    isShorter = true
                } else {
                    start += length
                }
            }
            if length == 1, !isShorter { return operations }
            length = max(length / 2, 1)
        }
    }

    /// How a walk of these operations diverges; those that have become impossible are left out.
    static func divergence(after operations: [Operation], _ settings: ModelSettings) -> Divergence? {
        var walk = ModelWalk(settings)
        do throws(Divergence) {
            for operation in operations where walk.reference.canMeet(operation) { try walk.step(operation) }
            if walk.reference.sessions.isEmpty { try walk.checkRemainder() }
        } catch {
            return error
        }
        return nil
    }
}

extension ReferenceRouter {
    /// Sessions join once and say something while they are there; a new CALL has a new request id.
    fileprivate func canMeet(_ operation: Operation) -> Bool {
        switch operation {
        case .join(let session, _): self.session(session) == nil
        case .call(let session, let request, _, _):
            self.session(session) != nil && !calls.contains { $0.caller == session && $0.request == request }
        case .leave(let session), .subscribe(let session, _, _, _), .unsubscribe(let session, _, _),
            .revokeSubscription(let session, _), .register(let session, _, _, _),
            .unregister(let session, _, _), .revokeRegistration(let session, _),
            .chunk(let session, _, _, _), .cancel(let session, _, _), .yield(let session, _, _),
            .refuseYield(let session, _), .fail(let session, _, _):
            self.session(session) != nil
        case .publish, .pass, .expire: true
        }
    }
}
