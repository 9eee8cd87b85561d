import Logging
import NIOCore
import NIOPosix
import Transport
import WAMP

// Another configuration while the server runs.

extension Server {
    /// Reads the configuration again and takes it over, as `reload(_:)` does. What comes of it is logged.
    ///
    /// - Returns: what has changed.
    /// - Throws: why nothing has: `ConfigurationErrors`, `StartError`, or what the source of the configuration throws.
    @discardableResult
    public func reload() async throws -> [ConfigurationChange] {
        guard let source else {
            throw StartError(description: "this router was started without a file to read again")
        }
        do {
            let configuration = try await NIOThreadPool.singleton.runIfActive { try source() }
            return try await reload(configuration)
        } catch {
            logger.error(
                "the configuration was not reloaded, nothing has changed", metadata: ["reason": "\(error)"])
            throw error
        }
    }

    /// Takes another configuration over: realms, roles, permissions, authentication, limits, certificates and log level. Sessions
    /// that it does not let in any more are ended, and what it does not allow any more is revoked; all others go on. Limits of
    /// connections hold for new ones.
    ///
    /// Addresses, event histories, retention and `direct_send` stay as they are until the next start, which the log says.
    ///
    /// - Returns: what has changed.
    /// - Throws: `ConfigurationErrors` or `StartError`; then nothing has changed.
    @discardableResult
    public func reload(_ configuration: RouterConfiguration) async throws -> [ConfigurationChange] {
        let task = reloading.withLock { last in
            let previous = last
            let task = Task {
                _ = await previous?.result
                return try await replace(configuration)
            }
            last = task
            return task
        }
        return try await task.value
    }

    private func replace(_ configuration: RouterConfiguration) async throws -> [ConfigurationChange] {
        try configuration.validate()
        let old = plan.withLock { $0 }
        let changes = old.configuration.changes(to: configuration)
        let new = try old.replanned(for: configuration)
        let endpoints = try newEndpoints(old: old, new: new)
        for (listener, endpoint) in endpoints {
            if let new = endpoint.tls { listener.tls?.replaceIdentities(by: new) }
        }
        try await new.eventLoop.submit {
            for (listener, endpoint) in endpoints {
                var endpoint = endpoint
                endpoint.tls = listener.tls
                listener.served?.replace(with: endpoint)
            }
            new.applyToRealms()
        }.get()
        plan.withLock { $0 = new }
        // What has changed is said at the level that says more.
        let level = configuration.logging.level
        if level.level < old.configuration.logging.level.level { LogThreshold.set(level, of: logger) }
        report(changes)
        LogThreshold.set(level, of: logger)
        return changes
    }

    /// What the listeners that are in both configurations are to serve.
    private func newEndpoints(
        old: ServerPlan, new: ServerPlan
    ) throws -> [(Listener, ListenerEndpoint)] {
        var endpoints: [(Listener, ListenerEndpoint)] = []
        for (position, running) in old.configuration.listeners.enumerated() {
            guard position < listeners.count,
                let next = new.configuration.listeners.first(where: { $0.hasSameAddress(as: running) })
            else { continue }
            endpoints.append((listeners[position], try new.endpoint(for: next)))
        }
        return endpoints
    }

    private func report(_ changes: [ConfigurationChange]) {
        logger.notice(
            "the configuration was reloaded", metadata: ["changes": "\(changes.count)"])
        for change in changes {
            if change.needsRestart {
                logger.warning("changed, but only from the next start on: \(change)")
            } else {
                logger.notice("changed: \(change)")
            }
        }
    }

    /// Lets clients ask for a reload by `wamp.router.reload`, as far as they may call it.
    func takeRequestsToReload() async throws {
        let plan = plan.withLock { $0 }
        let (realms, eventLoop) = (plan.realms, plan.eventLoop)
        try await eventLoop.submit {
            realms.requestReload = { [weak self] body in
                Task {
                    let result: Result<[String], StartError>
                    do {
                        result = .success(try await self?.reload().map(\.description) ?? [])
                    } catch {
                        result = .failure(StartError(description: "\(error)"))
                    }
                    eventLoop.execute { body(result) }
                }
            }
        }.get()
    }
}

extension RouterConfiguration.Listener {
    /// It is bound to the same address in the same way, and begins connections alike.
    fileprivate func hasSameAddress(as other: Self) -> Bool {
        type == other.type && host == other.host && port == other.port && isIPv6Only == other.isIPv6Only
            && socket == other.socket && mode == other.mode && name == other.name
            && (tls == nil) == (other.tls == nil)
    }
}

extension ConfigurationChange {
    /// What it changes stays as it is as long as the router runs.
    fileprivate var needsRestart: Bool {
        if path.hasPrefix("$.transport") { return true }
        if path.contains(".event_history") || path.contains(".retention") { return true }
        guard path.hasPrefix("$.listeners") else { return false }
        if path.hasSuffix("]") || path.hasSuffix(".tls") { return true }
        return [".type", ".host", ".port", ".ipv6_only", ".socket", ".mode", ".name"].contains {
            path.hasSuffix($0)
        }
    }
}
