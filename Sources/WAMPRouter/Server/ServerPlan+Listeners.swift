import Foundation
import NIOCore
import Routing
import Transport
import WAMP
import WebSocket

extension ServerPlan {
    /// What the connections of a listener get.
    func endpoint(for listener: RouterConfiguration.Listener) throws -> ListenerEndpoint {
        var files = StaticFiles()
        if let folder = listener.staticFiles {
            do throws(StaticFiles.LoadError) {
                files = try StaticFiles(folder: folder)
            } catch {
                throw StartError(description: "cannot serve static files: \(error)")
            }
        }
        let methods = listener.authentication.map { Set($0.map(\.compiled)) }
        let serializers = listener.serializers.inOrder
        let subprotocols = Subprotocol.all.filter { serializers.contains($0.serializer) }.map(\.name)
        let webSocketPath = listener.transports.contains(.websocket) ? listener.path : nil
        var endpoint = ListenerEndpoint(
            transports: ListenerTransports(listener.transports), webSocketPath: listener.path,
            serializers: serializers,
            handshake: ServerHandshake(
                paths: [listener.path], origins: OriginPolicy(listener.origins), subprotocols: subprotocols,
                requiresSubprotocol: true, compression: DeflateSettings(configuration.compression)),
            site: HTTPSite(files: files, webSocketPath: webSocketPath, subprotocols: subprotocols) {
                "{\"status\":\"ok\",\"agent\":\"\(RouterVersion.agent)\"}"
            },
            limits: connectionLimits, sendsDirectly: configuration.transport.sendsDirectly,
            expectsProxyHeader: listener.usesProxyProtocol, logger: logger
        ) { [realms] outbound, origin in
            RouterSession(
                outbound: outbound, origin: origin, realms: realms, authenticationMethods: methods)
        }
        endpoint.keptHeaders = keptHeaders
        if let tls = listener.tls {
            do throws(TLSLoadError) {
                endpoint.tls = try TLSServer(
                    TLSSettings(tls), speaksHTTP: listener.transports != [.rawsocket])
            } catch {
                throw StartError(description: "cannot speak TLS: \(error)")
            }
        }
        endpoint.longPollPath = listener.longPollPath
        endpoint.longPollSite = LongPollSite(randomness: randomness.fill)
        return endpoint
    }

    /// The fields of HTTP requests in which the realms look for who a client is.
    private var keptHeaders: Set<String> {
        var names: Set<String> = []
        for realm in configuration.realms {
            if realm.authentication.cookie != nil { names.insert("cookie") }
            if let header = realm.authentication.header { names.insert(header.name.lowercased()) }
        }
        return names
    }

    /// Binds a listener.
    ///
    /// - Parameter passed: the sockets that were passed to the process.
    /// - Throws: `StartError` where that is not possible.
    func bind(
        _ listener: RouterConfiguration.Listener, passed: [PassedSocket]
    ) async throws -> Transport.Listener {
        let endpoint = try endpoint(for: listener)
        let address = try address(of: listener, passed: passed)
        do {
            return try await Transport.Listener.bind(
                address, endpoint: endpoint, eventLoop: eventLoop, services: services)
        } catch {
            throw StartError(
                description: "cannot listen on \(listener.name(in: address)): \(Self.reason(for: error))")
        }
    }

    private func address(
        of listener: RouterConfiguration.Listener, passed: [PassedSocket]
    ) throws(StartError) -> ListenerAddress {
        switch listener.type {
        case .tcp: return .tcp(host: listener.host, port: listener.port, isIPv6Only: listener.isIPv6Only)
        case .unix: return .unix(path: listener.socket, mode: listener.mode)
        case .systemd:
            let sockets = passed.filter { listener.name == nil || $0.name == listener.name }
            guard !sockets.isEmpty else {
                let names = passed.map { "\"\($0.name)\"" }.joined(separator: ", ")
                throw StartError(
                    description: passed.isEmpty
                        ? "no sockets were passed to this process: it was not started by a socket unit of systemd"
                        : "no socket named \"\(listener.name ?? "")\" was passed to this process, only \(names)"
                )
            }
            return .passed(sockets)
        }
    }

    /// The passed sockets that no listener takes: clients that connect to them wait for ever.
    func unclaimed(_ passed: [PassedSocket]) -> [PassedSocket] {
        let listeners = configuration.listeners.filter { $0.type == .systemd }
        return passed.filter { socket in
            !listeners.contains { $0.name == nil || $0.name == socket.name }
        }
    }

    /// What the system says, without where in the program it said it.
    private static func reason(for error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return String(cString: strerror(error.errnoCode))
    }
}

extension RouterConfiguration.Listener {
    fileprivate func name(in address: ListenerAddress) -> String {
        switch address {
        case .tcp: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix: socket
        case .passed: "the sockets that were passed"
        }
    }
}

extension ListenerTransports {
    fileprivate init(_ transports: Set<RouterConfiguration.Listener.Transport>) {
        self = []
        for transport in transports {
            switch transport {
            case .websocket: insert(.webSocket)
            case .rawsocket: insert(.rawSocket)
            case .longpoll: insert(.longPoll)
            case .http: insert(.http)
            }
        }
    }
}

extension Set<RouterConfiguration.Listener.Serializer> {
    /// The serializers as the messages' own, in the order of these.
    fileprivate var inOrder: [Serializer] {
        Serializer.allCases.filter { serializer in
            switch serializer {
            case .json: contains(.json)
            case .messagePack: contains(.messagePack)
            case .cbor: contains(.cbor)
            }
        }
    }
}

extension OriginPolicy {
    fileprivate init(_ origins: [String]?) {
        if let origins {
            self.init(allowed: origins, allowsSameHost: false)
        } else {
            self.init()
        }
    }
}

extension DeflateSettings {
    fileprivate init?(_ compression: RouterConfiguration.Compression) {
        guard compression.isEnabled else { return nil }
        let bits = UInt8(compression.windowBits)
        self.init(
            serverMaxWindowBits: bits, clientMaxWindowBits: bits,
            serverNoContextTakeover: compression.hasNoContextTakeover,
            clientNoContextTakeover: compression.hasNoContextTakeover, level: UInt8(compression.level),
            memoryLevel: UInt8(compression.memoryLevel), threshold: UInt32(compression.threshold))
    }
}
