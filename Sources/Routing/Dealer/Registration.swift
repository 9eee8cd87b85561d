import WAMP

extension Dealer {
    /// A procedure or procedure pattern with the callees that serve it.
    struct Registration {
        /// 0 where the registration has ended.
        var id: UInt64
        var procedure: [UInt8]
        var match: MatchPolicy
        var invoke: InvocationPolicy
        /// In milliseconds since 1970.
        var created: UInt64
        /// In the order in which they registered.
        var callees: [Callee] = []
        /// The callee that `roundrobin` takes next, as a place in `callees`.
        var next = 0
        /// Callees with a concurrency limit.
        private(set) var limitedCount = 0
        /// Callees that have as many invocations as they take.
        private var busyCount = 0
        /// Calls that wait for a callee, as positions in `pending`: in the order in which they began to wait, be it for the
        /// first callee or, when they are rerouted, for another one.
        var waiting: [Int32] = []
        private var lastSerial: UInt64 = 0

        init(id: UInt64, procedure: [UInt8], match: MatchPolicy, invoke: InvocationPolicy, created: UInt64) {
            self.id = id
            self.procedure = procedure
            self.match = match
            self.invoke = invoke
            self.created = created
        }

        /// There is one callee, and it takes any number of invocations.
        var isPlain: Bool { callees.count == 1 && limitedCount == 0 }

        /// Adds a callee behind the others.
        mutating func add(_ callee: Callee) {
            var callee = callee
            lastSerial += 1
            callee.serial = lastSerial
            if callee.concurrency > 0 { limitedCount += 1 }
            callees.append(callee)
        }

        /// Takes out the callee with this serial; the order of the others stays.
        mutating func remove(serial: UInt64) {
            guard let place = place(of: serial) else { return }
            if callees[place].concurrency > 0 { limitedCount -= 1 }
            if callees[place].isBusy { busyCount -= 1 }
            callees.remove(at: place)
            if place < next { next -= 1 }
            if next >= callees.count { next = 0 }
        }

        /// A callee takes another invocation.
        var hasFreeCallee: Bool { busyCount < callees.count }

        /// An invocation of the callee at `place`, which has a concurrency limit, begins.
        mutating func beginInvocation(at place: Int) {
            callees[place].inFlight += 1
            if callees[place].isBusy { busyCount += 1 }
        }

        /// An invocation of the callee at `place`, which has a concurrency limit, has ended.
        mutating func endInvocation(at place: Int) {
            if callees[place].isBusy { busyCount -= 1 }
            callees[place].inFlight -= 1
        }

        /// Where the callee with this serial stands: serials ascend.
        func place(of serial: UInt64) -> Int? {
            var low = 0
            var high = callees.count
            while low < high {
                let middle = (low + high) / 2
                if callees[middle].serial < serial { low = middle + 1 } else { high = middle }
            }
            return low < callees.count && callees[low].serial == serial ? low : nil
        }
    }

    /// One callee of a registration.
    struct Callee {
        var session: SessionIndex
        /// The session's id, as a node of `Rendezvous`.
        var node: UInt64
        /// Distinguishes it from all others that the registration ever had; ascends.
        var serial: UInt64 = 0
        /// The callee is told its callers (REGISTER.Options.disclose_caller).
        var disclosesCaller = false
        /// The callee keeps to CALL.Options.timeout itself.
        var keepsTimeout = false
        /// How many invocations it may have at a time; 0 is without a limit.
        var concurrency: UInt32 = 0
        /// The invocations under way, counted only where there is a limit.
        var inFlight: UInt32 = 0

        var isBusy: Bool { concurrency > 0 && inFlight >= concurrency }
    }

    /// Whom a call goes to.
    enum Choice {
        /// A place in `Registration.callees`.
        case callee(Int)
        /// All that it could go to have as many invocations as they take.
        case busy
        /// All callees have been tried.
        case none
    }
}

extension Dealer.Registration {
    /// Chooses the callee for a call (advanced profile, "Shared Registration", "Sharded Registration", "Call Re-Routing").
    ///
    /// - Parameters:
    ///   - resourceKey: picks the callee whatever the policy says.
    ///   - tried: serials of callees that answered `wamp.error.unavailable`; as if they did not exist.
    ///   - random: called once where the policy is `random` and there is more than one to choose from.
    mutating func choose(
        resourceKey: ResourceKey?, tried: [UInt64], random: () -> UInt64
    ) -> Dealer.Choice {
        if limitedCount == 0, tried.isEmpty, resourceKey == nil { return chooseAny(random) }
        if let resourceKey { return settle(on: owner(of: resourceKey, tried)) }
        switch invoke {
        case .single, .first: return settle(on: callees.firstIndex { !tried.contains($0.serial) })
        case .last: return settle(on: callees.lastIndex { !tried.contains($0.serial) })
        case .roundrobin:
            let place =
                (next..<callees.count).first { isFree($0, tried) } ?? (0..<next).first { isFree($0, tried) }
            guard let place else { return unfree(tried) }
            next = place + 1 == callees.count ? 0 : place + 1
            return .callee(place)
        case .random:
            let free = callees.indices.filter { isFree($0, tried) }
            if free.isEmpty { return unfree(tried) }
            return .callee(free.count == 1 ? free[0] : free[Int(random() % UInt64(free.count))])
        }
    }

    /// Nobody is busy and nobody has been tried.
    private mutating func chooseAny(_ random: () -> UInt64) -> Dealer.Choice {
        switch invoke {
        case .single, .first: return .callee(0)
        case .last: return .callee(callees.count - 1)
        case .roundrobin:
            let place = next
            next = place + 1 == callees.count ? 0 : place + 1
            return .callee(place)
        case .random: return .callee(callees.count == 1 ? 0 : Int(random() % UInt64(callees.count)))
        }
    }

    private func settle(on place: Int?) -> Dealer.Choice {
        guard let place else { return .none }
        return callees[place].isBusy ? .busy : .callee(place)
    }

    private func isFree(_ place: Int, _ tried: [UInt64]) -> Bool {
        !callees[place].isBusy && !tried.contains(callees[place].serial)
    }

    /// No callee is free: are there any that have not been tried?
    private func unfree(_ tried: [UInt64]) -> Dealer.Choice {
        callees.contains { !tried.contains($0.serial) } ? .busy : .none
    }

    private func owner(of key: ResourceKey, _ tried: [UInt64]) -> Int? {
        var rendezvous = Rendezvous(key: key)
        var owner: Int?
        for (place, callee) in callees.enumerated() where !tried.contains(callee.serial) {
            if rendezvous.prefers(callee.node) { owner = place }
        }
        return owner
    }
}
