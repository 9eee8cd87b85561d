import NIOCore
import Routing
import Transport
import WAMP

extension Router {
    /// Writes what the decision about a message is to tell, in order, and empties the outbox.
    ///
    /// - Parameters:
    ///   - envelope: the decided message, whose payload goes into INVOCATION, RESULT, ERROR and EVENT as it is.
    ///   - bytes: the bytes of that message.
    ///   - forwarded: the members of its options that are passed on.
    func deliver(
        _ envelope: Envelope, _ bytes: RawSpan, forwarded: ForwardedMembers = ForwardedMembers()
    ) {
        // Every session has been told GOODBYE: what others still do is not for it.
        if isShuttingDown { return outbox.removeAll() }
        for position in outbox.effects.indices {
            switch outbox.effects[position] {
            case .accepted(let acceptance, let receiver, let request, let id):
                write(to: receiver) { Self.writeAccepted(acceptance, request: request, id: id, to: &$0) }
            case .withdrawn(let withdrawal, let receiver, let request):
                write(to: receiver) { Self.writeWithdrawn(withdrawal, request: request, to: &$0) }
            case .revoked(let withdrawal, let receiver, let id, let reason):
                write(to: receiver, expecting: 80 + reason.utf8.count) {
                    Self.writeRevoked(withdrawal, id: id, reason: reason, to: &$0)
                }
            case .refused(let type, let receiver, let request, let refusal):
                write(to: receiver, expecting: 200) {
                    JSON.writeError(
                        requestType: type, request: request, error: refusal.uri,
                        message: "\(refusal.message)", to: &$0)
                }
            case .event(let event): deliver(event, envelope, bytes, forwarded)
            case .invocation(let invocation): deliver(invocation, envelope, bytes, forwarded)
            case .interrupt(let callee, let request, let mode):
                let options = Array("{\"mode\":\"\(mode.rawValue)\"}".utf8)
                write(to: callee) {
                    JSON.writeInterrupt(request: request, options: options.span.bytes, to: &$0)
                }
            case .result(let caller, let request, let isProgress):
                details.removeAll()
                if isProgress || !forwarded.isEmpty {
                    if isProgress { details.append(true: "progress") }
                    details.append(forwarded, in: bytes)
                    details.finish()
                }
                write(to: caller, expecting: 60 + Int(envelope.payload.count)) {
                    JSON.writeResult(
                        request: request, details: details.bytes.bytes,
                        payload: bytes.extracting(envelope.payload.bounds), to: &$0)
                }
            case .failed(let caller, let request):
                write(to: caller, expecting: 120 + Int(envelope.payload.count)) {
                    JSON.writeError(
                        requestType: .call, request: request,
                        details: bytes.extracting(envelope.options.bounds),
                        uri: bytes.extracting(envelope.uri.bounds),
                        payload: bytes.extracting(envelope.payload.bounds), to: &$0)
                }
            case .changed(let change): publish(change)
            }
        }
        outbox.removeAll()
    }

    /// Writes what has been decided without a message whose payload matters.
    func deliverPending() {
        if outbox.effects.isEmpty { return }
        deliver(Envelope(type: .goodbye), RawSpan())
    }

    private func deliver(
        _ invocation: Effect.Invocation, _ envelope: Envelope, _ bytes: RawSpan,
        _ forwarded: ForwardedMembers
    ) {
        details.removeAll()
        if let source = invocation.source { return deliver(invocation, from: source, envelope, bytes) }
        if invocation.hasDetails || !forwarded.isEmpty {
            describe(invocation)
            if invocation.namesProcedure {
                details.append("procedure", escaped: bytes.extracting(envelope.uri.bounds))
            }
            details.append(forwarded, in: bytes)
            details.finish()
        }
        write(invocation, payload: bytes.extracting(envelope.payload.bounds))
    }

    /// INVOCATION of a call of which something has been kept.
    private func deliver(
        _ invocation: Effect.Invocation, from source: Effect.Source, _ envelope: Envelope, _ bytes: RawSpan
    ) {
        let head = source.head.bytes
        describe(invocation)
        if invocation.namesProcedure {
            let procedure = source.head.envelope.uri.bounds
            details.append("procedure", escaped: head.span.bytes.extracting(procedure))
        }
        details.append(source.head.forwarded, in: head.span.bytes)
        details.finish()
        guard let body = source.body else {
            return write(invocation, payload: bytes.extracting(envelope.payload.bounds))
        }
        let stored = body.bytes
        write(invocation, payload: stored.span.bytes.extracting(body.envelope.payload.bounds))
    }

    /// The details that do not come from the CALL itself.
    private func describe(_ invocation: Effect.Invocation) {
        if let caller = invocation.caller, let session = sessions[caller.position] {
            details.append(members: session.membersAsCaller())
        }
        if let trustlevel = invocation.trustlevel { details.append("trustlevel", UInt64(trustlevel)) }
        if invocation.timeout > 0 { details.append("timeout", invocation.timeout) }
        if invocation.receivesProgress { details.append(true: "receive_progress") }
        if invocation.isProgress { details.append(true: "progress") }
    }

    private func write(_ invocation: Effect.Invocation, payload: RawSpan) {
        write(to: invocation.callee, expecting: 40 + payload.byteCount + details.bytes.count) {
            JSON.writeInvocation(
                request: invocation.request, registration: invocation.registration,
                details: details.bytes.bytes, payload: payload, to: &$0)
        }
    }

    func write(
        to receiver: SessionIndex, expecting: Int = 64, _ body: (inout OutputBytes) -> Void
    ) {
        guard let queue = sessions[receiver.position]?.outbound else { return }
        let start = queue.beginMessage(expecting: expecting)
        body(&queue.bytes)
        queue.endMessage(start)
    }

    private static func writeAccepted(
        _ acceptance: Effect.Acceptance, request: UInt64, id: UInt64, to output: inout OutputBytes
    ) {
        switch acceptance {
        case .published: JSON.writePublished(request: request, publication: id, to: &output)
        case .subscribed: JSON.writeSubscribed(request: request, subscription: id, to: &output)
        case .registered: JSON.writeRegistered(request: request, registration: id, to: &output)
        }
    }

    private static func writeWithdrawn(
        _ withdrawal: Effect.Withdrawal, request: UInt64, to output: inout OutputBytes
    ) {
        switch withdrawal {
        case .unsubscribed: JSON.writeUnsubscribed(request: request, to: &output)
        case .unregistered: JSON.writeUnregistered(request: request, to: &output)
        }
    }

    private static func writeRevoked(
        _ withdrawal: Effect.Withdrawal, id: UInt64, reason: String, to output: inout OutputBytes
    ) {
        switch withdrawal {
        case .unsubscribed: JSON.writeUnsubscribed(revoked: id, reason: reason, to: &output)
        case .unregistered: JSON.writeUnregistered(revoked: id, reason: reason, to: &output)
        }
    }
}
