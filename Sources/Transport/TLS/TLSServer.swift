import Synchronization

/// How a listener makes its connections secret: certificates that can be replaced while it runs. New handshakes use the new
/// ones, open connections stay as they are.
package final class TLSServer: Sendable {
    private let state: Mutex<State>
    private let speaksHTTP: Bool

    private struct State {
        var settings: TLSSettings
        var contexts: TLSServerContexts
        var files: [FileState?]
    }

    /// Loads all files.
    ///
    /// - Parameter speaksHTTP: HTTP requests are read behind the handshake, WebSocket's included.
    package init(_ settings: TLSSettings, speaksHTTP: Bool) throws(TLSLoadError) {
        let files = settings.files.map(FileState.init(path:))
        let contexts = try TLSServerContexts(settings, speaksHTTP: speaksHTTP)
        self.speaksHTTP = speaksHTTP
        state = Mutex(State(settings: settings, contexts: contexts, files: files))
    }

    /// What a person should know of files that can be used.
    package var warnings: [String] { state.withLock { $0.contexts.warnings } }

    package var settings: TLSSettings { state.withLock { $0.settings } }

    /// A new connection, with the certificates of now.
    func connection() -> TLSConnection? {
        state.withLock { $0.contexts }.connection()
    }

    /// Loads all files again, or others.
    ///
    /// - Parameter settings: how TLS is spoken from now on; `nil`: as before.
    /// - Throws: why they cannot be used; nothing changes then.
    package func replaceIdentities(_ settings: TLSSettings? = nil) throws(TLSLoadError) {
        let settings = settings ?? self.settings
        // Before the files are read: what changes meanwhile is noticed by the next look.
        let files = settings.files.map(FileState.init(path:))
        state.withLock { state in
            if state.settings == settings { state.files = files }
        }
        let contexts = try TLSServerContexts(settings, speaksHTTP: speaksHTTP)
        state.withLock { $0 = State(settings: settings, contexts: contexts, files: files) }
    }

    /// Whether a file is another one, or has been written to, since it was loaded, or since that was last tried.
    package var hasChangedFiles: Bool {
        let (settings, files) = state.withLock { ($0.settings, $0.files) }
        return settings.files.map(FileState.init(path:)) != files
    }

    /// New keys for the tickets by which clients resume sessions.
    package func rotateTicketKeys() {
        state.withLock { $0.contexts }.rotateTicketKeys()
    }
}
