/// What this session has registered: the URI and what answers its invocations.
struct Procedure: Sendable {
    /// REGISTER.Procedure.
    let uri: String
    let handler: InvocationHandler

    /// Runs the handler, off the event loop; what it throws becomes the ERROR for the caller.
    @concurrent
    func answer(_ invocation: Invocation) async -> Result<CallResult, WAMPError> {
        do {
            return .success(try await handler(invocation))
        } catch let error as WAMPError {
            return .failure(error)
        } catch is CancellationError {
            return .failure(WAMPError(.canceled))
        } catch {
            return .failure(WAMPError(.runtimeError, "\(error)"))
        }
    }
}
