import COpenSSL

/// A certificate, those that lead from it to a root, and its private key: loaded, and fitting together.
struct TLSIdentity: Sendable {
    let settings: TLSSettings.Certificate
    let position: Int
    let chain: [X509Certificate]
    let key: PrivateKey

    /// Loads the two files.
    ///
    /// - Parameter position: the place among the certificates of a listener.
    init(_ settings: TLSSettings.Certificate, at position: Int) throws(TLSLoadError) {
        self.settings = settings
        self.position = position
        do throws(TLSFileProblem) {
            chain = try PEMFile(settings.chain).certificates()
        } catch {
            throw TLSLoadError(.chain(position), "the certificate file \(settings.chain) \(error)")
        }
        if let objection = chain.first?.objection {
            throw TLSLoadError(.chain(position), "the certificate in \(settings.chain) \(objection)")
        }
        do throws(TLSFileProblem) {
            key = try PEMFile(settings.key).privateKey()
        } catch {
            throw TLSLoadError(.key(position), "the key file \(settings.key) \(error)")
        }
        guard chain.first?.belongs(to: key) == true else {
            throw TLSLoadError(
                .key(position),
                "the key in \(settings.key) does not belong to the certificate in \(settings.chain)")
        }
    }

    /// The names of hosts that the certificate is for.
    var hostNames: [String] { chain.first?.hostNames ?? [] }

    /// What a person should know of files that can be used.
    var warnings: [String] {
        var warnings: [String] = []
        if key.isPublic {
            warnings.append("the key file \(settings.key) can be read by everybody on this machine")
        }
        if let certificate = chain.first, certificate.remainingDays < Self.warningDays {
            warnings.append(
                "the certificate in \(settings.chain) expires on \(certificate.validUntil)")
        }
        return warnings
    }

    /// Programs that renew certificates do it well before.
    private static let warningDays = 14

    /// Makes it the certificate that the connections of a context show.
    func use(in context: TLSContext) throws(TLSLoadError) {
        do throws(TLSFileProblem) {
            try context.setCertificate(chain, key)
        } catch {
            throw TLSLoadError(.chain(position), "the certificate file \(settings.chain) \(error)")
        }
    }

    /// The certificates in a file of authorities.
    static func authorities(_ file: String) throws(TLSLoadError) -> [X509Certificate] {
        do throws(TLSFileProblem) {
            return try PEMFile(file).certificates()
        } catch {
            throw TLSLoadError(.authorities, "the file of authorities \(file) \(error)")
        }
    }
}
