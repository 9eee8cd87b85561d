import NIOCore
import Routing
import Transport
import WAMP

extension Router {
    /// Writes what the decision about a message is to tell, in order, and empties the outbox.
    ///
    /// - Parameters:
    ///   - envelope: the decided message, whose payload goes into INVOCATION, RESULT, ERROR and EVENT as it is where the receiver
    ///     has the same serializer, and is transcoded where it has another one.
    ///   - bytes: the bytes of that message.
    ///   - source: its serializer.
    ///   - forwarded: the members of its options that are passed on.
    func deliver(
        _ envelope: Envelope, _ bytes: RawSpan, from source: Serializer,
        forwarded: ForwardedMembers = ForwardedMembers()
    ) {
        // Every session has been told GOODBYE: what others still do is not for it.
        if isShuttingDown { return outbox.removeAll() }
        var position = 0
        // What cannot be sent adds effects while this goes on.
        while position < outbox.effects.count {
            switch outbox.effects[position] {
            case .accepted(let acceptance, let receiver, let request, let id):
                write(to: receiver) {
                    Self.writeAccepted(acceptance, request: request, id: id, as: $0, to: &$1)
                }
            case .withdrawn(let withdrawal, let receiver, let request):
                write(to: receiver) { Self.writeWithdrawn(withdrawal, request: request, as: $0, to: &$1) }
            case .revoked(let withdrawal, let receiver, let id, let reason):
                write(to: receiver, expecting: 80 + reason.utf8.count) {
                    Self.writeRevoked(withdrawal, id: id, reason: reason, as: $0, to: &$1)
                }
            case .refused(let type, let receiver, let request, let refusal):
                count(refusal, of: type)
                write(refusal, of: type, request: request, to: receiver)
            case .event(let event): deliver(event, envelope, bytes, from: source, forwarded)
            case .invocation(let invocation):
                let delivery = deliver(invocation, envelope, bytes, from: source, forwarded)
                if let refusal = delivery.refusal { giveUp(invocation, refusal) }
            case .interrupt(let callee, let request, let mode):
                write(to: callee) { serializer, output in
                    self.details.begin(serializer)
                    self.details.append("mode", mode.rawValue)
                    self.details.finish()
                    serializer.writeInterrupt(
                        request: request, options: self.details.bytes.bytes, to: &output)
                }
            case .result(let caller, let request, let isProgress):
                let delivery = deliverResult(
                    to: caller, request, isProgress: isProgress, envelope, bytes, from: source, forwarded)
                if let refusal = delivery.refusal {
                    giveUp(resultTo: caller, request, isProgress: isProgress, refusal)
                }
            case .failed(let caller, let request):
                let delivery = deliverError(to: caller, request, envelope, bytes, from: source)
                if let refusal = delivery.refusal {
                    write(refusal, of: .call, request: request, to: caller)
                }
            case .changed(let change): publish(change)
            }
            position += 1
        }
        outbox.removeAll()
        forgetPayloads()
        if abandoned != nil { abandoned = nil }
    }

    /// Writes what has been decided without a message whose payload matters.
    func deliverPending() {
        if outbox.effects.isEmpty { return }
        deliver(Envelope(type: .goodbye), RawSpan(), from: .json)
    }

    private func deliver(
        _ invocation: Effect.Invocation, _ envelope: Envelope, _ bytes: RawSpan, from source: Serializer,
        _ forwarded: ForwardedMembers
    ) -> Delivery {
        guard let callee = sessions[invocation.callee.position] else { return .written }
        if callee.refusesInvocations { return .congested }
        let serializer = callee.serializer
        details.begin(serializer)
        if let kept = invocation.source {
            return deliver(invocation, from: kept, envelope, bytes, from: source)
        }
        if invocation.hasDetails || !forwarded.isEmpty {
            describe(invocation)
            if invocation.namesProcedure { append("procedure", uriOf: envelope, bytes, from: source) }
            guard append(forwarded, bytes, from: source) else { return .notCarried }
            details.finish()
        }
        return withPayload(of: envelope, bytes, from: source, as: serializer) {
            write(invocation, payload: $0, envelope.payloadCount)
        }
    }

    /// INVOCATION of a call of which something has been kept.
    private func deliver(
        _ invocation: Effect.Invocation, from kept: Effect.Source, _ envelope: Envelope, _ bytes: RawSpan,
        from source: Serializer
    ) -> Delivery {
        if let abandoned, abandoned === kept.head { return .written }
        let head = kept.head.bytes
        describe(invocation)
        if invocation.namesProcedure {
            append("procedure", uriOf: kept.head.envelope, head.span.bytes, from: kept.head.serializer)
        }
        guard append(kept.head.forwarded, head.span.bytes, from: kept.head.serializer) else {
            return .notCarried
        }
        details.finish()
        guard let body = kept.body else {
            return withPayload(of: envelope, bytes, from: source, as: details.serializer) {
                write(invocation, payload: $0, envelope.payloadCount)
            }
        }
        return withPayload(of: body, as: details.serializer) {
            write(invocation, payload: $0, body.envelope.payloadCount)
        }
    }

    /// The details that do not come from the CALL itself.
    private func describe(_ invocation: Effect.Invocation) {
        if let caller = invocation.caller, let session = sessions[caller.position] {
            details.append(members: session.membersAsCaller(details.serializer), count: 3)
        }
        if let trustlevel = invocation.trustlevel { details.append("trustlevel", UInt64(trustlevel)) }
        if invocation.timeout > 0 { details.append("timeout", invocation.timeout) }
        if invocation.receivesProgress { details.append(true: "receive_progress") }
        if invocation.isProgress { details.append(true: "progress") }
    }

    private func write(_ invocation: Effect.Invocation, payload: RawSpan, _ payloadCount: UInt8) -> Bool {
        write(to: invocation.callee, expecting: 40 + payload.byteCount + details.bytes.count) {
            $0.writeInvocation(
                request: invocation.request, registration: invocation.registration,
                details: details.bytes.bytes, payload: payload, payloadCount: payloadCount, to: &$1)
        }
    }

    private func deliverResult(
        to caller: SessionIndex, _ request: UInt64, isProgress: Bool, _ envelope: Envelope,
        _ bytes: RawSpan, from source: Serializer, _ forwarded: ForwardedMembers
    ) -> Delivery {
        guard let serializer = sessions[caller.position]?.serializer else { return .written }
        details.begin(serializer)
        if isProgress || !forwarded.isEmpty {
            if isProgress { details.append(true: "progress") }
            guard append(forwarded, bytes, from: source) else { return .notCarried }
            details.finish()
        }
        return withPayload(of: envelope, bytes, from: source, as: serializer) { payload in
            write(to: caller, expecting: 60 + payload.byteCount) {
                $0.writeResult(
                    request: request, details: details.bytes.bytes, payload: payload,
                    payloadCount: envelope.payloadCount, to: &$1)
            }
        }
    }

    /// ERROR of a CALL, passed on from the callee with all its details.
    private func deliverError(
        to caller: SessionIndex, _ request: UInt64, _ envelope: Envelope, _ bytes: RawSpan,
        from source: Serializer
    ) -> Delivery {
        guard let serializer = sessions[caller.position]?.serializer else { return .written }
        var errorDetails = OutputBytes()
        if !envelope.options.isEmpty {
            do throws(WireError) {
                try Transcoder.append(
                    envelope.options, in: bytes, from: source, as: serializer, to: &errorDetails)
            } catch {
                return .notCarried
            }
        }
        let uri = source.uri(of: envelope, in: bytes)
        return withPayload(of: envelope, bytes, from: source, as: serializer) { payload in
            write(to: caller, expecting: 120 + payload.byteCount) {
                $0.writeError(
                    requestType: .call, request: request, details: errorDetails.bytes.bytes,
                    uri: uri.span.bytes, payload: payload, payloadCount: envelope.payloadCount, to: &$1)
            }
        }
    }

    /// Writes a message to one session.
    ///
    /// - Returns: false where it is longer than the session's transport takes.
    @discardableResult
    func write(
        to receiver: SessionIndex, expecting: Int = 64,
        _ body: (_ serializer: Serializer, _ output: inout OutputBytes) -> Void
    ) -> Bool {
        guard let queue = sessions[receiver.position]?.outbound else { return true }
        let start = queue.beginMessage(expecting: expecting)
        body(queue.serializer, &queue.bytes)
        return queue.endMessage(start)
    }

    /// ERROR of the router itself.
    func write(_ refusal: Refusal, of type: MessageType, request: UInt64, to receiver: SessionIndex) {
        write(to: receiver, expecting: 200) {
            $0.writeError(
                requestType: type, request: request, error: refusal.uri, message: "\(refusal.message)",
                to: &$1)
        }
    }

    private static func writeAccepted(
        _ acceptance: Effect.Acceptance, request: UInt64, id: UInt64, as serializer: Serializer,
        to output: inout OutputBytes
    ) {
        switch acceptance {
        case .published: serializer.writePublished(request: request, publication: id, to: &output)
        case .subscribed: serializer.writeSubscribed(request: request, subscription: id, to: &output)
        case .registered: serializer.writeRegistered(request: request, registration: id, to: &output)
        }
    }

    private static func writeWithdrawn(
        _ withdrawal: Effect.Withdrawal, request: UInt64, as serializer: Serializer,
        to output: inout OutputBytes
    ) {
        switch withdrawal {
        case .unsubscribed: serializer.writeUnsubscribed(request: request, to: &output)
        case .unregistered: serializer.writeUnregistered(request: request, to: &output)
        }
    }

    private static func writeRevoked(
        _ withdrawal: Effect.Withdrawal, id: UInt64, reason: String, as serializer: Serializer,
        to output: inout OutputBytes
    ) {
        switch withdrawal {
        case .unsubscribed: serializer.writeUnsubscribed(revoked: id, reason: reason, to: &output)
        case .unregistered: serializer.writeUnregistered(revoked: id, reason: reason, to: &output)
        }
    }
}
