@testable import Routing

/// The positions of the real router's tables that are free leave nothing behind.
struct UsedPositions {
    private var subscriptions: Set<Int32> = []
    private var registrations: Set<Int32> = []
    private var calls: Set<Int32> = []

    /// What is left in a position that was in use once and is not any more.
    mutating func violation(in real: RealRouter) -> String? {
        let (broker, dealer) = (real.broker, real.dealer)
        let subscriptions = Set(broker.positions.values)
        let registrations = Set(dealer.positions.values)
        let calls = Set(dealer.parties.flatMap { $0.calls.entries.map(\.value) })
        self.subscriptions.formUnion(subscriptions)
        self.registrations.formUnion(registrations)
        self.calls.formUnion(calls)
        for position in self.subscriptions where !subscriptions.contains(position) {
            let left = broker.subscriptions[position]
            if left.id != 0 || !left.subscribers.isEmpty || !left.nodeKeys.isEmpty { return "left: \(left)" }
        }
        for position in self.registrations where !registrations.contains(position) {
            let left = dealer.registrations[position]
            if left.id != 0 || !left.callees.isEmpty || !left.waiting.isEmpty { return "left: \(left)" }
        }
        for position in self.calls where !calls.contains(position) {
            let left = dealer.pending[position]
            if !left.state.isDisjoint(with: .needsCleaning) || dealer.timers.contains(position)
                || dealer.held[position] != nil
            {
                return "left: \(left)"
            }
        }
        return nil
    }
}
