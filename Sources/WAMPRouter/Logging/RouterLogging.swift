import Logging

/// Makes the logger that a configuration asks for.
public enum RouterLogging {
    /// A logger that writes one line for each entry to standard error.
    public static func makeLogger(_ configuration: RouterConfiguration.Logging) -> Logger {
        Logger(label: "wamp-router") { _ in
            LineLogHandler(configuration.format, threshold: LogThreshold(configuration.level.level))
        }
    }
}
