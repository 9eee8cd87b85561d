extension TLSSettings {
    /// Everything that is wrong with the files and names; where there is nothing, a listener can use them.
    package var problems: [TLSLoadError] {
        var problems: [TLSLoadError] = []
        func attempt(_ body: () throws(TLSLoadError) -> Void) {
            do throws(TLSLoadError) { try body() } catch { problems.append(error) }
        }
        for (position, certificate) in certificates.enumerated() {
            attempt { () throws(TLSLoadError) in _ = try TLSIdentity(certificate, at: position) }
        }
        switch clientCertificates {
        case .none: break
        case .optional(let file), .required(let file):
            attempt { () throws(TLSLoadError) in _ = try TLSIdentity.authorities(file) }
        }
        guard problems.isEmpty else { return problems }
        // The rest shows only where these fit together.
        attempt { () throws(TLSLoadError) in _ = try TLSServerContexts(self, speaksHTTP: true) }
        return problems
    }
}
