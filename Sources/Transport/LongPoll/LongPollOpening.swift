import NIOCore
import WAMP

/// Opening a transport: which of the client's protocols is spoken (advanced profile, "HTTP Longpoll Transport", "Opening a
/// Session").
struct LongPollOpening {
    /// Of the request's body: a list of all protocols there are takes a quarter of a KiB.
    static let maximumSize = 4096

    /// Why there will be no transport: a sentence for the person who looks at the response.
    struct Refusal: Error, Equatable {
        var reason: String
    }

    /// The first of the client's protocols that is spoken here.
    let subprotocol: Subprotocol

    /// - Parameters:
    ///   - body: `{"protocols": ["wamp.2.json", …]}`.
    ///   - serializers: what is spoken, batched or not.
    init(_ body: ByteBuffer, serializers: [Serializer]) throws(Refusal) {
        let bytes = Array(body.readableBytesView)
        guard let value = try? JSON.parse(bytes.span.bytes) else {
            throw Refusal(reason: "The body is not JSON.")
        }
        guard case .dictionary(let members) = value, case .list(let protocols)? = members["protocols"] else {
            throw Refusal(reason: "The body is not a dictionary with a list of protocols.")
        }
        let spoken = protocols.lazy.compactMap(\.string).compactMap(Subprotocol.init(name:))
            .first { serializers.contains($0.serializer) }
        guard let spoken else {
            let names = Subprotocol.all.filter { serializers.contains($0.serializer) }.map(\.name)
            throw Refusal(
                reason: "None of the protocols is spoken; here are \(names.joined(separator: ", ")).")
        }
        subprotocol = spoken
    }

    /// The body of the answer. An id consists of letters, digits, `-` and `_`.
    func answer(transport id: String) -> ByteBuffer {
        ByteBuffer(string: #"{"protocol":"\#(subprotocol.name)","transport":"\#(id)"}"#)
    }
}
