import Testing
import WAMPClient

/// A way for a client to speak with the router of this process: an address, and a serializer.
struct Wire: Sendable, CustomTestStringConvertible {
    enum Carrier: String, CaseIterable, Sendable {
        case webSocket, batchedWebSocket, rawSocket, unixWebSocket, unixRawSocket
    }

    let carrier: Carrier
    let serializer: WAMPClient.Serializer

    static let all = Carrier.allCases.flatMap { carrier in
        WAMPClient.Serializer.allCases.map { Wire(carrier: carrier, serializer: $0) }
    }

    var testDescription: String { "\(serializer) over \(carrier)" }

    var options: ConnectOptions {
        ConnectOptions(
            timeout: .seconds(600), serializers: [serializer], batchesMessages: carrier == .batchedWebSocket)
    }
}
