import Foundation
import Logging

/// Writes each log entry to standard error as one line of text or JSON.
struct LineLogHandler: LogHandler {
    /// Shared by all copies of the logger.
    let threshold: LogThreshold
    /// Of this copy alone, if it has been given one.
    private var ownLevel: Logger.Level?
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let format: RouterConfiguration.Logging.Format

    init(_ format: RouterConfiguration.Logging.Format, threshold: LogThreshold = LogThreshold(.info)) {
        self.format = format
        self.threshold = threshold
    }

    var logLevel: Logger.Level {
        get { ownLevel ?? threshold.current }
        set { ownLevel = newValue }
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
