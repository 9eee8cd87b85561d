import Routing
import WAMP

// What the meta API tells of sessions (advanced profile, "Session Meta API").

extension Router {
    /// `wamp.session.count(filter_authroles|list[string])`, the filter optional: how many sessions there are.
    func countSessions(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        MetaResult(Value(try filteredSessionIDs(arguments).reduce(0) { $0 + $1.count }))
    }

    /// `wamp.session.list(filter_authroles|list[string])`, the filter optional: the ids of the sessions.
    func listSessions(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let page = try IDPage(arguments)
        return page.result(merging: try filteredSessionIDs(arguments))
    }

    /// The ids of the sessions that have one of the authroles, apart by authrole.
    private func filteredSessionIDs(_ arguments: MetaArguments) throws(MetaError) -> [SortedIDs] {
        guard let filter = try arguments.optionalStrings(.position(1, "filter_authroles")) else {
            return Array(idsByRole.values)
        }
        return Set(filter).compactMap { idsByRole[$0] }
    }

    /// `wamp.session.get(session|id)`: `details|dict`.
    func getSession(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let id = try arguments.id(.position(1, "session"))
        guard let session = session(withID: id) else { throw .noSuchSession(id) }
        return MetaResult(.dictionary(session.details))
    }

    /// `wamp.session.modify_details(session|id, delta|dict)`: the members of `delta` become members of the
    /// session's details, those that are null are removed. Not in the specification.
    func modifySessionDetails(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let id = try arguments.id(.position(1, "session"))
        let delta = try arguments.dictionary(.position(2, "delta"))
        for key in RouterSession.ownDetails where delta[key] != nil {
            throw MetaError(.invalidArgument, "argument 2, delta: the router itself says what \(key) is")
        }
        guard let session = session(withID: id) else { throw .noSuchSession(id) }
        let details = session.addedDetails.modified(by: delta)
        var encoded = OutputBytes()
        JSON.write(details, to: &encoded)
        guard encoded.count <= RouterSession.greatestAddedDetailsSize else {
            throw MetaError(
                .limitExceeded,
                "the details added to a session may have \(RouterSession.greatestAddedDetailsSize) bytes")
        }
        session.addedDetails = details
        return .none
    }
}

extension ValueDictionary {
    /// The dictionary after a change: members of `delta` are set, those that are null are removed.
    fileprivate func modified(by delta: ValueDictionary) -> ValueDictionary {
        var result = ValueDictionary()
        for (key, value) in self where delta[key] == nil { result[key] = value }
        for (key, value) in delta {
            if case .null = value { continue }
            result[key] = value
        }
        return result
    }
}
