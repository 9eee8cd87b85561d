import ArgumentParser
import WAMP

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// `wamp-bench transcode`: payloads from one serialization to another, without a router.
struct TranscodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transcode",
        abstract: "How fast payloads are carried from one serialization to another, in this process.",
        discussion: """
            Prints a Markdown table: 10^6 bytes of the payload as it was received, per second of one core's time, for \
            each pair of serializations and each payload of about 64 KiB. Every result is compared with what the \
            other serializer writes. With the same serialization on both sides, bytes are copied.
            """)

    @Option(help: "How long to measure each cell, in seconds.")
    var seconds = 0.3

    func validate() throws {
        guard 0.01...60 ~= seconds else { throw ValidationError("--seconds: at most a minute") }
    }

    func run() throws {
        let payloads = TranscodePayload.allCases
        print("| MB/s | \(payloads.map(\.name).joined(separator: " | ")) |")
        print("|---|\(payloads.map { _ in "---:|" }.joined())")
        var isWrong = false
        for source in Serializer.allCases {
            for target in Serializer.allCases {
                let cells = try payloads.map { payload in
                    let rate = try measure(payload, from: source, as: target)
                    isWrong = isWrong || rate == nil
                    return rate.map { "\(Int($0))" } ?? "wrong"
                }
                print("| \(source.name) → \(target.name) | \(cells.joined(separator: " | ")) |")
            }
        }
        if isWrong { throw ExitCode.failure }
    }

    /// Megabytes per second; nil where the result is not what the target's serializer writes.
    private func measure(
        _ payload: TranscodePayload, from source: Serializer, as target: Serializer
    ) throws -> Double? {
        let message = Message.event(
            Message.Event(
                subscription: 1, publication: 2, payload: Message.Payload(arguments: payload.arguments)))
        var received = OutputBytes()
        source.encode(message, to: &received)
        let bytes = received.bytes.bytes
        let envelope = try source.scan(bytes, utf8: .unchecked)
        var output = OutputBytes()
        var operations = 0
        let begin = Self.cpuSeconds()
        var end = begin
        while end - begin < seconds {
            for _ in 0..<16 {
                output.truncate(to: 0)
                try Transcoder.appendPayload(of: envelope, in: bytes, from: source, as: target, to: &output)
            }
            operations += 16
            end = Self.cpuSeconds()
        }
        guard Array(output.bytes) == (try Self.expected(message, target)) else { return nil }
        return Double(operations * Int(envelope.payload.count)) / (end - begin) / 1e6
    }

    /// The payload as the serializer writes it itself.
    private static func expected(_ message: Message, _ target: Serializer) throws -> [UInt8] {
        var encoded = OutputBytes()
        target.encode(message, to: &encoded)
        let envelope = try target.scan(encoded.bytes.bytes, utf8: .unchecked)
        return Array(encoded.bytes[envelope.payload.bounds])
    }

    /// Of this thread.
    private static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
