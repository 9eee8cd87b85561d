extension RouterConfiguration {
    /// Records listeners on one address, and keys of a listener that contradict each other.
    func checkListeners(_ problems: inout [ConfigurationProblem]) {
        let path = ConfigurationPath.root.key("listeners")
        for (position, listener) in listeners.enumerated() {
            listener.checkAddress(path.position(position), &problems)
            listener.checkPaths(path.position(position), &problems)
            listener.tls?.check(path.position(position).key("tls"), &problems)
        }
        checkAddresses(path, &problems)
    }

    private func checkAddresses(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        var first: [String: Int] = [:]
        for (position, listener) in listeners.enumerated() {
            guard let address = listener.identity else { continue }
            guard let other = first[address] else {
                first[address] = position
                continue
            }
            let places = [path.position(position), path.position(other)]
            let key = listener.keyOfIdentity
            problems.append(
                .init(
                    places[0].key(key), "\(address) is already the address of \(places[1])",
                    grounds: places.flatMap { [$0.key("type"), $0.key("host"), $0.key(key)] }))
        }
        // A listener without a name takes all passed sockets.
        let passed = listeners.indices.filter { listeners[$0].type == .systemd }
        guard passed.count > 1, let greedy = passed.first(where: { listeners[$0].name == nil }),
            let other = passed.first(where: { $0 != greedy })
        else { return }
        let places = [path.position(greedy), path.position(other)]
        problems.append(
            .init(
                places[0],
                "the key \"name\" is missing: without it the sockets of \(places[1]) are meant, too",
                grounds: places.flatMap { [$0.key("type"), $0.key("name")] }))
    }
}

extension RouterConfiguration.Listener {
    /// What no other listener may be bound to, as text; nil where any number of listeners may ask for the same.
    fileprivate var identity: String? {
        switch type {
        // Every listener on port 0 gets a port of its own.
        case .tcp: port == 0 ? nil : "\(host.lowercased()):\(port)"
        case .unix: socket.isEmpty ? nil : socket
        case .systemd: name
        }
    }

    fileprivate var keyOfIdentity: String {
        switch type {
        case .tcp: "port"
        case .unix: "socket"
        case .systemd: "name"
        }
    }

    /// The longest path of a Unix socket, in bytes: what `sockaddr_un` holds, with the zero behind it.
    static let maximumSocketPathSize = 107

    fileprivate func checkAddress(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        switch type {
        case .tcp:
            guard isIPv6Only, !host.utf8.contains(UInt8(ascii: ":")) else { return }
            problems.append(
                .init(
                    path.key("ipv6_only"), "found true, expected false where the host is no IPv6 address",
                    grounds: [path.key("host"), path.key("type")]))
        case .unix:
            let size = socket.utf8.count
            guard size > Self.maximumSocketPathSize else { return }
            problems.append(
                .init(
                    path.key("socket"),
                    "\(socket.escapedForOneLine) has \(size) bytes, expected at most \(Self.maximumSocketPathSize): "
                        + "the path of a Unix socket cannot be longer"))
        case .systemd: break
        }
    }

    fileprivate func checkPaths(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        guard transports.isSuperset(of: [.websocket, .longpoll]) else { return }
        guard self.path == longPollPath || self.path.hasPrefix(longPollPath + "/") else { return }
        problems.append(
            .init(
                path.key("path"),
                "found \"\(self.path.escapedForOneLine)\", expected a path that is not below longpoll_path, "
                    + "which is \"\(longPollPath.escapedForOneLine)\"",
                grounds: [path.key("longpoll_path"), path.key("transports")]))
    }
}
