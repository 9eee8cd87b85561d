import WAMP

/// A session that registers one procedure, and answers every INVOCATION with the arguments it came with. Behind a
/// forwarder, calls arrive as CALL.
class Callee: Session {
    private let procedure: String
    private let options: ValueDictionary
    private var registration: UInt64?
    private let answer: MessageShell

    /// - Parameter options: REGISTER.Options.
    init(_ generator: LoadGenerator, _ wire: Wire, procedure: String, options: ValueDictionary = [:]) {
        self.procedure = procedure
        self.options = options
        answer = MessageShell(.yield, options: [:], uri: nil, wire.serializer)
        super.init(generator, wire)
    }

    override final func prepare() {
        if wire.transport.isForwarder { return super.prepare() }
        connection.send(
            .register(Message.Register(request: nextRequest(), options: options, procedure: procedure)))
    }

    override final func receive(_ envelope: Envelope, _ message: UnsafeRawBufferPointer) {
        let isCall =
            wire.transport.isForwarder
            ? envelope.type == .call : envelope.type == .invocation && envelope.second == registration
        if isCall, envelope.payloadCount == 1 {
            answer(envelope.first, message[envelope.arguments])
        } else if envelope.type == .registered, registration == nil, envelope.first == lastRequest {
            registration = envelope.second
            generator.finishStep()
        } else {
            unexpected(envelope, message)
        }
    }

    /// Answers the invocation with this request id and these Arguments, by one YIELD.
    func answer(_ request: UInt64, _ arguments: UnsafeRawBufferPointer) {
        connection.send(count: answer.count(request, payloadCount: arguments.count)) {
            answer.write(request, payload: arguments, to: $0)
        }
    }
}
