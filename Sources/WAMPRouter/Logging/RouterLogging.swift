import Logging

/// Makes the logger that a configuration asks for.
public enum RouterLogging {
    /// A logger that writes to standard error: lines of text, or one JSON object per line.
    public static func makeLogger(_ configuration: RouterConfiguration.Logging) -> Logger {
        var logger = Logger(label: "wamp-router") { label in
            switch configuration.format {
            case .text: StreamLogHandler.standardError(label: label)
            case .json: JSONLogHandler(label: label)
            }
        }
        logger.logLevel = Logger.Level(rawValue: configuration.level.rawValue) ?? .info
        return logger
    }
}
