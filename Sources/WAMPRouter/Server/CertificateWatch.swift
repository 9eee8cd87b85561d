import Logging
import NIOCore
import NIOPosix
import Transport

/// Loads the certificates of listeners again when their files have changed, and changes the keys of session tickets.
///
/// What cannot be used changes nothing: what was loaded before stays in use.
struct CertificateWatch: Sendable {
    /// The listeners that speak TLS, with their addresses.
    let listeners: [(name: String, tls: TLSServer)]
    let logger: Logger

    /// Programs that renew certificates do it weeks before they must.
    private static let interval = TimeAmount.minutes(1)
    /// Twice a day: who finds a key can read the sessions of TLS 1.2 that were resumed with it.
    private static let lifeOfKeys = TimeAmount.hours(12)

    /// Looks for changes from now on, for as long as the loop runs. Files are read on another thread.
    func start(on eventLoop: any EventLoop) {
        guard !listeners.isEmpty else { return }
        eventLoop.scheduleRepeatedAsyncTask(initialDelay: Self.interval, delay: Self.interval) { _ in
            NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { look() }
        }
        eventLoop.scheduleRepeatedTask(initialDelay: Self.lifeOfKeys, delay: Self.lifeOfKeys) { _ in
            for (_, tls) in listeners { tls.rotateTicketKeys() }
        }
    }

    /// Loads what has changed.
    func look() {
        for (name, tls) in listeners where tls.hasChangedFiles { reload(tls, name) }
    }

    /// Loads everything.
    func reload() {
        for (name, tls) in listeners { reload(tls, name) }
    }

    private func reload(_ tls: TLSServer, _ name: String) {
        do throws(TLSLoadError) {
            try tls.replaceIdentities()
            logger.notice("the certificates were loaded again", metadata: ["listener": "\(name)"])
            warn(tls, name)
        } catch {
            logger.error(
                "the certificates were not loaded again, those of before stay in use",
                metadata: ["listener": "\(name)", "reason": "\(error)"])
        }
    }

    /// Says what a person should know of files that can be used.
    func warn() {
        for (name, tls) in listeners { warn(tls, name) }
    }

    private func warn(_ tls: TLSServer, _ name: String) {
        for warning in tls.warnings { logger.warning("\(warning)", metadata: ["listener": "\(name)"]) }
    }
}
