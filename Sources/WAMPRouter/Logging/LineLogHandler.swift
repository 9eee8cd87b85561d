import Foundation
import Logging

/// Writes each log entry to standard error as one line of text or JSON.
struct LineLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let format: RouterConfiguration.Logging.Format

    init(_ format: RouterConfiguration.Logging.Format) {
        self.format = format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = LogLine(
            time: Date(), level: event.level, message: event.message.description,
            metadata: metadata.merging(event.metadata ?? [:]) { _, new in new })
        switch format {
        case .text: try? FileHandle.standardError.write(contentsOf: Data(line.text))
        case .json: try? FileHandle.standardError.write(contentsOf: Data(line.json))
        }
    }
}
