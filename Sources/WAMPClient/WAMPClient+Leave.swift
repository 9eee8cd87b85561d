extension WAMPClient {
    /// Says GOODBYE, waits for the router's answer, and closes the connection (basic profile, "Session Closing").
    ///
    /// Pending requests fail with code `sessionClosed`, invocations are cancelled, and the sequences of events end. A
    /// router that does not answer is waited for no longer than a few seconds.
    ///
    /// - Returns: how the session ended, which may have been earlier and for another reason.
    @discardableResult
    public func leave(reason: String = "wamp.close.close_realm") async -> SessionEnd {
        switch state.leave() {
        case .ignore: break
        case .sayGoodbye:
            do throws(WAMPError) {
                try transport.send(.goodbye(Message.Goodbye(reason: reason)))
            } catch {
                end(error)
                transport.close()
                break
            }
            failPending(SessionEnd.left(reason: reason).error)
            let deadline = eventLoop.scheduleTask(in: ClientLimits.goodbye) {
                self.assumeIsolated { $0.abandonGoodbye() }
            }
            defer { deadline.cancel() }
            return await closed
        }
        return await closed
    }

    private func abandonGoodbye() {
        state.fail(WAMPError(.connectionLost, "the router did not answer GOODBYE"))
        transport.drop()
    }

    /// GOODBYE of the router: it ends the session, or answers ours.
    func goodbye(_ message: Message.Goodbye) {
        let words = message.details["message"]?.string ?? ""
        switch state.goodbyeReceived(reason: message.reason, message: words) {
        case .answer:
            try? transport.send(.goodbye(Message.Goodbye(reason: "\(CloseURI.goodbyeAndOut.text)")))
            if let error = state.refusal { failPending(error) }
            transport.close()
        case .finish: transport.close()
        case .drop: break
        }
    }

    /// ABORT of the router.
    func aborted(_ message: Message.Abort) {
        end(WAMPError(message))
        transport.close()
    }

    /// The router broke the protocol: ABORT, and the end (basic profile, "Protocol errors").
    func violate(_ description: String) {
        guard state.end == nil else { return }
        transport.abort(description)
        end(WAMPError(.protocolViolation, description))
    }

    private func end(_ error: WAMPError) {
        state.fail(error)
        failPending(error)
    }
}
