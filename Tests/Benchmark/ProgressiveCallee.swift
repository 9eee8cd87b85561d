import WAMP

/// A session that answers every INVOCATION by a number of results, all but the last of them progressive
/// (advanced profile, "Progressive Call Results"). The payload of each has the sender of the call's payload and
/// the result's number, from 0.
final class ProgressiveCallee: Callee {
    private let results: Int
    private let payload: PayloadPattern
    private let progressive: MessageTemplate
    private let last: MessageTemplate

    init(_ generator: LoadGenerator, procedure: String, results: Int, payload: PayloadPattern) {
        self.results = results
        self.payload = payload
        progressive = MessageTemplate(.yield, options: ["progress": true], payload)
        last = MessageTemplate(.yield, options: [:], payload)
        super.init(generator, generator.wire, procedure: procedure)
    }

    override func answer(_ request: UInt64, _ arguments: UnsafeRawBufferPointer) {
        guard var key = payload.key(of: arguments) else {
            return generator.measurement.countError("invocation \(request): other arguments than the call's")
        }
        for result in 0..<results {
            key.sequence = UInt32(truncatingIfNeeded: result)
            if result < results - 1 {
                connection.send(count: progressive.count(request)) {
                    progressive.write(request, key, to: $0)
                }
            } else {
                connection.send(count: last.count(request)) { last.write(request, key, to: $0) }
            }
        }
    }
}
