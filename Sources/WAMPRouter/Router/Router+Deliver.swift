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
    func deliver(_ envelope: Envelope, _ bytes: RawSpan) {
        // Every session has been told GOODBYE: what others still do is not for it.
        if isShuttingDown { return outbox.removeAll() }
        for position in outbox.effects.indices {
            switch outbox.effects[position] {
            case .accepted(let acceptance, let receiver, let request, let id):
                write(to: receiver) { Self.writeAccepted(acceptance, request: request, id: id, to: &$0) }
            case .withdrawn(let withdrawal, let receiver, let request):
                write(to: receiver) { Self.writeWithdrawn(withdrawal, request: request, to: &$0) }
            case .refused(let type, let receiver, let request, let refusal):
                write(to: receiver, expecting: 200) {
                    JSON.writeError(
                        requestType: type, request: request, error: refusal.uri,
                        message: "\(refusal.message)", to: &$0)
                }
            case .event(let event): deliver(event, envelope, bytes)
            case .invocation(let invocation): deliver(invocation, envelope, bytes)
            case .interrupt(let callee, let request, let mode):
                let options = Array("{\"mode\":\"\(mode.rawValue)\"}".utf8)
                write(to: callee) {
                    JSON.writeInterrupt(request: request, options: options.span.bytes, to: &$0)
                }
            case .result(let caller, let request, let isProgress):
                let details = isProgress ? Self.progress : []
                write(to: caller, expecting: 60 + Int(envelope.payload.count)) {
                    JSON.writeResult(
                        request: request, details: details.span.bytes,
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
            }
        }
        outbox.removeAll()
    }

    /// Writes what has been decided without a message whose payload matters.
    func deliverPending() {
        if outbox.effects.isEmpty { return }
        deliver(Envelope(type: .goodbye), RawSpan())
    }

    private func deliver(_ invocation: Effect.Invocation, _ envelope: Envelope, _ bytes: RawSpan) {
        let details = self.details(of: invocation)
        write(to: invocation.callee, expecting: 40 + Int(envelope.payload.count) + details.count) {
            JSON.writeInvocation(
                request: invocation.request, registration: invocation.registration,
                details: details.span.bytes, payload: bytes.extracting(envelope.payload.bounds), to: &$0)
        }
    }

    private static let progress = Array(#"{"progress":true}"#.utf8)
    private static let receiveProgress = Array(#"{"receive_progress":true}"#.utf8)

    /// INVOCATION.Details; empty for `{}`.
    private func details(of invocation: Effect.Invocation) -> [UInt8] {
        guard let caller = invocation.caller.flatMap({ sessions[$0.position]?.detailsAsCaller() }) else {
            return invocation.receivesProgress ? Self.receiveProgress : []
        }
        guard invocation.receivesProgress else { return caller }
        return caller.dropLast() + [UInt8(ascii: ",")] + Self.receiveProgress.dropFirst()
    }

    /// An EVENT is encoded once; a small one is copied into each receiver's queue, a large one is shared by them.
    private func deliver(_ event: Effect.Event, _ envelope: Envelope, _ bytes: RawSpan) {
        let details = event.publisher.flatMap { sessions[$0.position]?.detailsAsPublisher() } ?? []
        eventBytes.removeAll(keepingCapacityUpTo: 64 << 10)
        JSON.writeEvent(
            subscription: event.subscription, publication: event.publication,
            details: details.span.bytes, payload: bytes.extracting(envelope.payload.bounds), to: &eventBytes)
        // Copying costs less than counting references up to a few KiB, and bursts of small events leave as one run.
        let shared = eventBytes.count > 4096 ? SharedMessage(text: eventBytes.bytes) : nil
        let filter = AudienceFilter(event.audience)
        for subscriber in event.subscribers where subscriber != event.excluded {
            guard let session = sessions[subscriber.position] else { continue }
            if let filter, !session.belongs(to: filter) { continue }
            let queue = session.outbound
            if let shared, queue.sharesFrames {
                queue.append(shared)
            } else {
                queue.appendMessage(eventBytes.bytes)
            }
        }
    }

    private func write(
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
}
