import Logging

/// Makes the logger that a configuration asks for.
public enum RouterLogging {
    /// A logger that writes one line for each entry to standard error.
    public static func makeLogger(_ configuration: RouterConfiguration.Logging) -> Logger {
        var logger = Logger(label: "wamp-router") { _ in LineLogHandler(configuration.format) }
        logger.logLevel = Logger.Level(rawValue: configuration.level.rawValue) ?? .info
        return logger
    }
}
