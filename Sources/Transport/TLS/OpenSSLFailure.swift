import COpenSSL

/// What the errors in OpenSSL's queue of this thread say.
enum OpenSSLFailure {
    /// The reason of the oldest of them, in OpenSSL's words; the queue is empty afterwards.
    static func take() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return "unknown reason" }
        guard let reason = ERR_reason_error_string(code) else { return "error \(code)" }
        return String(cString: reason)
    }
}
