import WAMP

extension Broker {
    /// SUBSCRIBE (basic profile, "Subscribing"; advanced profile, "Pattern-based Subscription"). The URI or pattern has been
    /// checked and the session is allowed to subscribe to it.
    ///
    /// A session that has subscribed to it already is given the same subscription again; its new node key counts.
    ///
    /// - Parameters:
    ///   - nodeKey: for a share of the events only (advanced profile, "Sharded Subscription"); nil for all.
    ///   - now: in milliseconds since 1970.
    /// - Returns: whether the session has the subscription now.
    package mutating func subscribe(
        _ session: SessionIndex, request: UInt64, topic: RawSpan, match: MatchPolicy, nodeKey: NodeKey?,
        now: UInt64, into outbox: inout Outbox
    ) -> Bool {
        let existing = topics.find(topic, match: match)
        if let existing,
            let membership = members[session.position].memberships[subscriptions[existing].id]
        {
            setNodeKey(nodeKey, of: membership)
            outbox.append(
                .accepted(.subscribed, to: session, request: request, id: subscriptions[existing].id))
            return true
        }
        if let bound = reachedBound(of: session) {
            outbox.append(
                .refused(.subscribe, to: session, request: request, Self.refusal(for: bound)))
            return false
        }

        let position = existing ?? insert(Array(copying: topic), match: match, now: now)
        let id = subscriptions[position].id
        let membership = Membership(
            subscription: position, place: subscriptions[position].subscribers.count)
        subscriptions[position].subscribers.append(session)
        if !subscriptions[position].nodeKeys.isEmpty { subscriptions[position].nodeKeys.append(nil) }
        setNodeKey(nodeKey, of: membership)
        members[session.position].memberships[id] = membership
        allowance.add(1, to: members[session.position].group)
        outbox.append(.accepted(.subscribed, to: session, request: request, id: id))
        if !subscriptions[position].isReserved {
            if existing == nil { outbox.append(.changed(.subscriptionCreated(by: session, id: id))) }
            outbox.append(.changed(.subscribed(session, id: id)))
        }
        return true
    }

    private func reachedBound(of session: SessionIndex) -> Allowance.Bound? {
        let member = members[session.position]
        return member.memberships.count >= member.limit ? .session : allowance.reached(by: member.group)
    }

    private static func refusal(for bound: Allowance.Bound) -> Refusal {
        switch bound {
        case .session: Refusal(.limitExceeded, "this session may not hold more subscriptions")
        case .role: Refusal(.limitExceeded, "the sessions of this role may not hold more subscriptions")
        case .realm: Refusal(.limitExceeded, "the sessions of this realm may not hold more subscriptions")
        }
    }

    private mutating func setNodeKey(_ key: NodeKey?, of membership: Membership) {
        let position = membership.subscription
        if subscriptions[position].nodeKeys.isEmpty {
            if key == nil { return }
            subscriptions[position].nodeKeys = Array(
                repeating: nil, count: subscriptions[position].subscribers.count)
        }
        subscriptions[position].nodeKeys[membership.place] = key
    }
}
