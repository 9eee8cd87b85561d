import Synchronization

/// How a listener makes its connections secret: certificates that can be replaced while it runs. New handshakes use the new
/// ones, open connections stay as they are.
package final class TLSServer: Sendable {
    private let state: Mutex<State>

    private struct State {
        var settings: TLSSettings
        var speaksHTTP: Bool
        var contexts: TLSServerContexts
        var files: [FileState?]
    }

    /// Loads all files.
    ///
    /// - Parameter speaksHTTP: HTTP requests are read behind the handshake, WebSocket's included.
    package init(_ settings: TLSSettings, speaksHTTP: Bool) throws(TLSLoadError) {
        let files = settings.files.map(FileState.init(path:))
        let contexts = try TLSServerContexts(settings, speaksHTTP: speaksHTTP)
        state = Mutex(
            State(settings: settings, speaksHTTP: speaksHTTP, contexts: contexts, files: files))
    }

    /// What a person should know of files that can be used.
    package var warnings: [String] { state.withLock { $0.contexts.warnings } }

    package var settings: TLSSettings { state.withLock { $0.settings } }

    /// A new connection, with the certificates of now.
    func connection() -> TLSConnection? {
        state.withLock { $0.contexts }.connection()
    }

    /// Loads all files again.
    ///
    /// - Throws: why they cannot be used; nothing changes then.
    package func replaceIdentities() throws(TLSLoadError) {
        let (settings, speaksHTTP) = state.withLock { ($0.settings, $0.speaksHTTP) }
        // Before the files are read: what changes meanwhile is noticed by the next look.
        let files = settings.files.map(FileState.init(path:))
        state.withLock { $0.files = files }
        let contexts = try TLSServerContexts(settings, speaksHTTP: speaksHTTP)
        state.withLock { state in
            // Others that were taken over meanwhile are newer.
            if state.settings == settings { state.contexts = contexts }
        }
    }

    /// Takes over what another one has loaded, by other settings.
    package func replaceIdentities(by other: TLSServer) {
        let new = other.state.withLock { $0 }
        state.withLock { $0 = new }
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
