/// What a run does: the sessions it consists of.
protocol Workload: Sendable {
    var name: String { get }
    /// The sessions, in the order in which they connect.
    func makeSessions(_ generator: LoadGenerator) -> [Session]
    /// Adds what distinguishes this run from others of the same workload.
    func describe(_ report: inout Report)
}
