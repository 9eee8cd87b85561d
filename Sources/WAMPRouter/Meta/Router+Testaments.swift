import Routing
import WAMP

extension Router {
    /// Publishes what a session that ends has left, as if it had published it itself at this moment. What it
    /// may not publish any more is not published.
    func publishTestaments(of session: RouterSession) {
        for testament in session.testaments.all {
            let publication = publicationTerms(of: testament, session)
            guard publication.refusal == nil else { continue }
            publish(own: testament, publication.terms, retains: publication.retains)
        }
    }

    /// What publishing a testament means now.
    ///
    /// The options are read anew from the message, where lists of names take much less memory.
    func publicationTerms(
        of testament: StoredMessage, _ session: RouterSession
    ) -> (terms: Broker.PublishTerms, retains: Bool, refusal: Refusal?) {
        let bytes = testament.bytes
        let topic = testament.uri
        // They have been read when the testament was added.
        let options: PublishOptions? = try? testament.serializer.options(
            testament.envelope.options, in: bytes.span.bytes)
        assert(options != nil, "the options of a testament can be read")
        guard let options else {
            return (
                Broker.PublishTerms(publication: 0), false,
                Refusal(.invalidArgument, "these options cannot be read")
            )
        }
        let decision = session.decide(.publish, uri: topic.span.bytes)
        let terms = Broker.PublishTerms(
            publication: ids.makeID(), excluded: options.excludeMe ? session.index : nil,
            audience: options.audience,
            publisher: decision.disclose.contains(.publisher) ? session.index : nil,
            trustlevel: decision.trustlevel, resourceKey: options.rkey.map { ResourceKey($0) })
        let refusal = refusal(decision, asksDisclosure: options.discloseMe, disclosure: .publisher)
        return (terms, options.retain, refusal)
    }
}
