import WAMP

/// A session that registers one procedure, and answers every INVOCATION with the arguments it came with.
class Callee: Session {
    private let procedure: String
    private let options: ValueDictionary
    private var registration: UInt64?
    private static let middle = Array(",{},".utf8)

    /// - Parameter options: REGISTER.Options.
    init(_ generator: LoadGenerator, procedure: String, options: ValueDictionary = [:]) {
        self.procedure = procedure
        self.options = options
        super.init(generator)
    }

    override final func prepare() {
        connection.send(
            .register(Message.Register(request: nextRequest(), options: options, procedure: procedure)))
    }

    override final func receive(_ envelope: Envelope, _ message: UnsafeRawBufferPointer) {
        if envelope.type == .invocation, envelope.second == registration {
            answer(envelope.first, message[envelope.payload])
        } else if envelope.type == .registered, registration == nil, envelope.first == lastRequest {
            registration = envelope.second
            generator.finishStep()
        } else {
            unexpected(envelope, message)
        }
    }

    /// Answers the invocation with this request id and this payload, by one YIELD.
    func answer(_ request: UInt64, _ payload: UnsafeRawBufferPointer) {
        // [YIELD, INVOCATION.Request|id, Options|dict, Arguments|list, ArgumentsKw|dict]
        let digits = Decimal.digitCount(request)
        connection.send(count: 4 + digits + Self.middle.count + payload.count + 1) { memory in
            // "[70,"
            memory.storeBytes(of: UInt32(0x5B37_302C).bigEndian, as: UInt32.self)
            Decimal.write(request, digits, to: memory + 4)
            let rest = memory + 4 + digits
            Self.middle.withUnsafeBytes { rest.copyBytes(of: $0) }
            (rest + Self.middle.count).copyBytes(of: payload)
            rest.storeBytes(
                of: UInt8(ascii: "]"), toByteOffset: Self.middle.count + payload.count, as: UInt8.self)
        }
    }
}
