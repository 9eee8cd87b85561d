import ArgumentParser
import WAMP

/// What carries a session's messages, and what they are written in.
struct Wire: Sendable {
    /// The choices.
    enum Transport: Sendable, Equatable {
        /// The subprotocols `wamp.2.json`, `wamp.2.msgpack` and `wamp.2.cbor`.
        case webSocket
        /// Advanced profile, "RawSocket Transport".
        case rawSocket
        /// To `forwarder.c`, framed as RawSocket.
        case forwarder(ForwarderRole)

        /// There is no router behind it: messages arrive as they were sent.
        var isForwarder: Bool {
            switch self {
            case .webSocket, .rawSocket: false
            case .forwarder: true
            }
        }
    }

    /// Who a connection of the forwarder is: everything from a group's sender goes to the receivers of the group, and
    /// everything from a receiver to the sender.
    struct ForwarderRole: Sendable, Equatable {
        let isSender: Bool
        let group: Int
    }

    var transport: Transport
    var serializer: Serializer

    /// In the results.
    func describe(_ report: inout Report) {
        switch transport {
        case .webSocket: report.add("transport", "websocket")
        case .rawSocket: report.add("transport", "rawsocket")
        case .forwarder: report.add("transport", "forwarder")
        }
        report.add("serializer", serializer.name)
    }

    /// The same with one of several serializers, for the session with this index; as it is where there are none.
    func speaking(_ serializers: [Serializer], _ index: Int) -> Wire {
        guard !serializers.isEmpty else { return self }
        return Wire(transport: transport, serializer: serializers[index % serializers.count])
    }

    /// For a session that calls or publishes: with a forwarder, the sender of a group.
    func sending(group: Int) -> Wire { with(ForwarderRole(isSender: true, group: group)) }

    /// For a session that is called or subscribes: with a forwarder, a receiver of a group.
    func receiving(group: Int) -> Wire { with(ForwarderRole(isSender: false, group: group)) }

    private func with(_ role: ForwarderRole) -> Wire {
        transport.isForwarder ? Wire(transport: .forwarder(role), serializer: serializer) : self
    }
}

/// The transports that `--transport` names.
enum TransportOption: String, ExpressibleByArgument, CaseIterable {
    case webSocket = "websocket"
    case rawSocket = "rawsocket"

    var transport: Wire.Transport {
        switch self {
        case .webSocket: .webSocket
        case .rawSocket: .rawSocket
        }
    }
}

extension Serializer: ExpressibleByArgument {
    /// - Parameter argument: `json`, `msgpack` or `cbor`.
    public init?(argument: String) {
        guard let found = Self.allCases.first(where: { $0.name == argument }) else { return nil }
        self = found
    }

    /// What `--serializer` takes.
    public static var allValueStrings: [String] { allCases.map(\.name) }
}
