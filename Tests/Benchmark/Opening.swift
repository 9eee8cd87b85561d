import NIOCore
import WAMP
import WebSocket

/// What comes before the first message on a connection, as the client does it.
enum Opening {
    /// RFC 6455 §4.1.
    case webSocket(ClientHandshake, UpgradeResponse, subprotocol: String)
    /// Four octets each way.
    case octets(OctetHandshake)

    init(_ wire: Wire, _ endpoint: RouterEndpoint) {
        switch wire.transport {
        case .webSocket:
            let subprotocol = Subprotocol(wire.serializer).name
            var nonce = InlineArray<16, UInt8>(repeating: 0)
            for index in nonce.indices { nonce[index] = .random(in: 0...255) }
            let handshake = ClientHandshake(
                host: endpoint.authority, target: endpoint.path, nonce: nonce, subprotocols: [subprotocol])
            self = .webSocket(handshake, UpgradeResponse(), subprotocol: subprotocol)
        case .rawSocket: self = .octets(.rawSocket(wire.serializer))
        case .forwarder(let role): self = .octets(.forwarder(role))
        }
    }

    /// Appends what the client sends first.
    func writeRequest(to output: inout OutputBytes) {
        switch self {
        case .webSocket(let handshake, _, _):
            let request = handshake.request
            output.append(utf8: "\(request.method) \(request.target) HTTP/1.1\r\n")
            for field in request.headers.fields { output.append(utf8: "\(field.name): \(field.value)\r\n") }
            output.append("\r\n")
        case .octets(let handshake): handshake.request.withUnsafeBytes { output.append($0) }
        }
    }

    /// Reads the answer, as far as it has come.
    ///
    /// - Returns: whether it is complete; what follows it is left in `buffer`.
    mutating func readAnswer(_ buffer: inout ByteBuffer) throws(BenchmarkError) -> Bool {
        switch self {
        case .webSocket(let handshake, var response, let subprotocol):
            let answer = try response.read(&buffer)
            self = .webSocket(handshake, response, subprotocol: subprotocol)
            guard let answer else { return false }
            try Self.verify(answer, handshake, subprotocol)
            return true
        case .octets(var handshake):
            defer { self = .octets(handshake) }
            return try handshake.readAnswer(&buffer)
        }
    }

    private static func verify(
        _ answer: ClientHandshake.Response, _ handshake: ClientHandshake, _ subprotocol: String
    ) throws(BenchmarkError) {
        do {
            guard try handshake.verify(answer).subprotocol == subprotocol else {
                throw BenchmarkError.handshake("the server does not speak \(subprotocol)")
            }
        } catch {
            throw error as? BenchmarkError ?? .handshake("\(error)")
        }
    }
}

/// An opening of four octets that are answered by four.
struct OctetHandshake {
    let request: [UInt8]
    /// The bits of the answer's second octet that must be as in the request.
    private let echoed: UInt8
    private var answer: [UInt8] = []

    private init(_ request: [UInt8], echoed: UInt8) {
        self.request = request
        self.echoed = echoed
    }

    /// `0111 1111 LLLL SSSS` and two octets of zero: up to 2^24 octets are taken (advanced profile, "RawSocket
    /// Transport"). The router's own limit is not looked at.
    static func rawSocket(_ serializer: Serializer) -> OctetHandshake {
        let number: UInt8 =
            switch serializer {
            case .json: 1
            case .messagePack: 2
            case .cbor: 3
            }
        return OctetHandshake([0x7F, 0xF0 | number, 0, 0], echoed: 0x0F)
    }

    /// `S` or `R` and the group's number in 24 bits.
    static func forwarder(_ role: Wire.ForwarderRole) -> OctetHandshake {
        let group = UInt32(truncatingIfNeeded: role.group)
        let octets = [group >> 16, group >> 8, group].map { UInt8(truncatingIfNeeded: $0) }
        return OctetHandshake([UInt8(ascii: role.isSender ? "S" : "R")] + octets, echoed: 0xFF)
    }

    mutating func readAnswer(_ buffer: inout ByteBuffer) throws(BenchmarkError) -> Bool {
        while answer.count < 4, let octet = buffer.readInteger(as: UInt8.self) { answer.append(octet) }
        guard answer.count == 4 else { return false }
        let isEcho = answer[1] & echoed == request[1] & echoed
        guard answer[0] == request[0], isEcho, answer[2...] == request[2...] else {
            throw .handshake("the octets \(request) were answered by \(answer)")
        }
        return true
    }
}
