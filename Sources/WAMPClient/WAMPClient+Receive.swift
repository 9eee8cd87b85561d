// Called on the connection's event loop, which is the actor's executor.
extension WAMPClient: MessageReceiver {
    nonisolated func receive(_ message: Message) {
        assumeIsolated { $0.process(message) }
    }

    nonisolated func receiveViolation(_ description: String) {
        assumeIsolated { $0.violate(description) }
    }

    nonisolated func transportBecameWritable() {
        assumeIsolated { $0.resumeWriters() }
    }

    nonisolated func transportEnded(_ error: WAMPError) {
        assumeIsolated { $0.finish(error) }
    }
}

extension WAMPClient {
    private func process(_ message: Message) {
        switch state.receive(message.type) {
        case .deliver:
            do throws(Violation) {
                try deliver(message)
            } catch {
                violate(error.description)
            }
        case .drop: break
        case .violate(let description): violate(description)
        }
    }

    private func deliver(_ message: Message) throws(Violation) {
        switch message {
        case .result(let result): try self.result(result)
        case .error(let error): try self.error(error)
        case .registered(let registered): try self.registered(registered)
        case .unregistered(let unregistered): try self.unregistered(unregistered)
        case .invocation(let invocation): try self.invocation(invocation)
        case .interrupt(let interrupt): self.interrupt(interrupt)
        case .published(let published): try self.published(published)
        case .subscribed(let subscribed): try self.subscribed(subscribed)
        case .unsubscribed(let unsubscribed): try self.unsubscribed(unsubscribed)
        case .event(let event): try self.event(event)
        case .goodbye(let goodbye): self.goodbye(goodbye)
        case .abort(let abort): self.aborted(abort)
        case .hello, .welcome, .challenge, .authenticate, .publish, .subscribe, .unsubscribe, .eventReceived,
            .call, .cancel, .register, .unregister, .yield:
            assertionFailure("\(message.type.name) is not delivered")
        }
    }

    /// ERROR in answer to any request (basic profile, "Error Messages").
    private func error(_ message: Message.Error) throws(Violation) {
        guard let type = UInt16(exactly: message.requestType).flatMap(MessageType.init) else {
            throw Violation(description: "received ERROR for message type \(message.requestType)")
        }
        try requests.take(message.request, type, for: .error).fail(WAMPError(message))
    }
}
