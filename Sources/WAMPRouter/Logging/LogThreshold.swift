import Logging
import Synchronization

/// How important an entry must be, for all loggers that were made of one; it can change while they are in use.
final class LogThreshold: Sendable {
    private let level: Atomic<Int>

    init(_ level: Logger.Level) {
        self.level = Atomic(Self.rank(level))
    }

    var current: Logger.Level {
        let rank = level.load(ordering: .relaxed)
        return Logger.Level.allCases.indices.contains(rank) ? Logger.Level.allCases[rank] : .info
    }

    func set(_ level: Logger.Level) {
        self.level.store(Self.rank(level), ordering: .relaxed)
    }

    /// Changes the threshold of a logger that `RouterLogging` has made, and of its copies; of another one it changes nothing.
    static func set(_ level: RouterConfiguration.Logging.Level, of logger: Logger) {
        (logger.handler as? LineLogHandler)?.threshold.set(level.level)
    }

    private static func rank(_ level: Logger.Level) -> Int {
        Logger.Level.allCases.firstIndex(of: level) ?? 0
    }
}

extension RouterConfiguration.Logging.Level {
    /// The level as loggers know it.
    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
