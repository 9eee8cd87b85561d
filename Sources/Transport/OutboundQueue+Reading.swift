import NIOCore

/// Why a connection is not read from.
package struct ReadingPause: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Its peer asks without reading the answers.
    package static let ownOutput = ReadingPause(rawValue: 1)
    /// Its messages go to others who do not take them.
    package static let slowConsumers = ReadingPause(rawValue: 2)
    /// It has sent more than its rate.
    package static let rate = ReadingPause(rawValue: 4)
}

extension OutboundQueue {
    /// Stops reading from the connection until all reasons to do so are gone. A transport without a connection of its own, long-poll,
    /// is read from all the same.
    package func pauseReading(_ reason: ReadingPause) {
        if readingPauses.isEmpty { setReading(false) }
        readingPauses.insert(reason)
    }

    /// The transport can be left unread.
    package var canPauseReading: Bool { channel != nil }

    /// A reason not to read is gone.
    package func resumeReading(_ reason: ReadingPause) {
        guard !readingPauses.isDisjoint(with: reason) else { return }
        readingPauses.subtract(reason)
        if readingPauses.isEmpty { setReading(true) }
    }

    /// The connection is not read from for a reason that its peer cannot help: its silence is no sign of anything.
    var isReadingWithheld: Bool { !readingPauses.isDisjoint(with: [.slowConsumers, .rate]) }

    private func setReading(_ isReading: Bool) {
        if isClosed { return }
        try? channel?.syncOptions?.setOption(.autoRead, value: isReading)
    }

    // A peer that asks without reading the answers is not read from until it has taken them.

    func pauseReadingIfNeeded() {
        guard !readingPauses.contains(.ownOutput), pendingBytes > limits.pauseReadingAbove else { return }
        pauseReading(.ownOutput)
    }

    /// Not only when all is gone: a peer that always has something to take would never be heard again.
    func resumeReadingIfPossible() {
        guard readingPauses.contains(.ownOutput), pendingBytes <= limits.pauseReadingAbove / 2 else { return }
        resumeReading(.ownOutput)
    }
}
