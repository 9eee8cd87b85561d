import ArgumentParser
import WAMP

/// What all workloads have in common: where the router is, and how long to measure.
struct CommonOptions: ParsableArguments {
    @Option(
        help: """
            The router's WebSocket endpoint; RawSocket is spoken on the same port. With wss:// both begin with TLS; the \
            router's certificate is not looked at.
            """)
    var url = "ws://127.0.0.1:8080/ws"

    @Option(help: "What carries messages.")
    var transport = TransportOption.webSocket

    @Option(help: "What messages are written in, where no other option says so.")
    var serializer = Serializer.json

    @Option(help: "The realm, joined anonymously.")
    var realm = "realm1"

    @Option(help: "The router's process; its children are counted too. Without it there is no CPU or memory.")
    var pid: Int32?

    @Option(help: "How long to measure, in seconds.")
    var seconds = 3.0

    @Option(help: "Load before measuring, in seconds.")
    var warmup = 1.0

    @Option(help: "How long connecting and subscribing may take, in seconds.")
    var setupTimeout = 60.0

    @Option(help: "A text that is repeated in the result.")
    var label: String?

    /// What sessions speak.
    var wire: Wire { Wire(transport: transport.transport, serializer: serializer) }

    /// The endpoint, parsed.
    func endpoint() throws -> RouterEndpoint {
        guard let endpoint = RouterEndpoint(url) else {
            throw ValidationError(
                "--url '\(url)': expected ws://HOST[:PORT][/PATH] or wss://HOST[:PORT][/PATH]")
        }
        return endpoint
    }

    func validate() throws {
        _ = try endpoint()
        guard 0.1...3600 ~= seconds, 0...3600 ~= warmup, 1...3600 ~= setupTimeout else {
            throw ValidationError("--seconds, --warmup and --setup-timeout: at most an hour")
        }
    }
}

/// Whether binary values can be sent and compared.
///
/// - Throws: where they are asked for and one side speaks JSON, which has none.
func requireNoJSON(_ isBinary: Bool, _ serializers: [Serializer]) throws {
    guard !isBinary || !serializers.contains(.json) else {
        throw ValidationError("--binary: JSON has no binary values; choose msgpack or cbor")
    }
}

/// A count given on the command line.
///
/// - Throws: where it is not in `range`.
func requireCount(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
        throw ValidationError("\(name) \(value): expected \(range.lowerBound) to \(range.upperBound)")
    }
}
