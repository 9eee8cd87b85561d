import Foundation
import Logging
import WAMP

/// Writes each log entry to standard error as one line with one JSON object:
/// `{"time":"2026-01-31T12:00:00.123Z","level":"info","message":…,KEY:VALUE…}`, metadata as members of the object.
struct JSONLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let label: String

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = Self.line(
            time: Date(), level: event.level, message: event.message,
            metadata: metadata.merging(event.metadata ?? [:]) { _, new in new })
        FileHandle.standardError.write(Data(line))
    }

    /// One entry, line feed included. Metadata is sorted by key; keys that the entry itself uses are not overwritten.
    static func line(
        time: Date, level: Logger.Level, message: Logger.Message, metadata: Logger.Metadata
    ) -> [UInt8] {
        var line = OutputBytes()
        line.append("{\"time\":")
        JSON.write(string: time.formatted(.iso8601.time(includingFractionalSeconds: true)), to: &line)
        line.append(",\"level\":")
        JSON.write(string: level.rawValue, to: &line)
        line.append(",\"message\":")
        JSON.write(string: message.description, to: &line)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key })
        where !["time", "level", "message"].contains(key) {
            line.append(",")
            JSON.write(string: key, to: &line)
            line.append(":")
            JSON.write(string: value.description, to: &line)
        }
        line.append("}\n")
        return Array(line.bytes)
    }
}
