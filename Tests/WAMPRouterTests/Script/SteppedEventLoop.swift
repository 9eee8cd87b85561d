import Dispatch
import NIOCore
import Synchronization

/// The event loop of another one, with a clock of its own, which moves only when a test says so.
final class SteppedEventLoop: EventLoop {
    private struct Timer {
        var number: Int
        var deadline: NIODeadline
        var run: @Sendable () -> Void
    }

    private struct State {
        var now = NIODeadline.uptimeNanoseconds(1_000_000_000)
        var timers: [Timer] = []
        var tasks: [@Sendable () -> Void] = []
        var count = 0
    }

    private let loop: any EventLoop
    private let state = Mutex(State())

    init(on loop: any EventLoop) {
        self.loop = loop
    }

    /// Does what was to be done at once, lets time pass, and does what it brings in the order of the deadlines.
    func advance(by span: TimeAmount) {
        let end = now + span
        runTasks()
        while let timer = takeTimer(until: end) {
            timer.run()
            runTasks()
        }
        state.withLock { $0.now = end }
    }

    /// How many timers have been set that are still to come.
    var timerCount: Int { state.withLock { $0.timers.count } }

    private func runTasks() {
        while let task = state.withLock({ $0.tasks.isEmpty ? nil : $0.tasks.removeFirst() }) { task() }
    }

    private func takeTimer(until end: NIODeadline) -> Timer? {
        state.withLock { state in
            guard
                let place = state.timers.indices.min(by: {
                    (state.timers[$0].deadline, state.timers[$0].number)
                        < (state.timers[$1].deadline, state.timers[$1].number)
                }), state.timers[place].deadline <= end
            else { return nil }
            let timer = state.timers.remove(at: place)
            state.now = max(state.now, timer.deadline)
            return timer
        }
    }

    // MARK: EventLoop

    var now: NIODeadline { state.withLock { $0.now } }
    var inEventLoop: Bool { loop.inEventLoop }
    var executor: any SerialExecutor { loop.executor }

    func execute(_ task: @escaping @Sendable () -> Void) {
        state.withLock { $0.tasks.append(task) }
    }

    func scheduleTask<T>(
        deadline: NIODeadline, _ task: @escaping @Sendable () throws -> T
    ) -> Scheduled<T> {
        let promise = makePromise(of: T.self)
        let number = state.withLock { state in
            state.count += 1
            let timer = Timer(number: state.count, deadline: deadline) {
                do {
                    promise.assumeIsolatedUnsafeUnchecked().succeed(try task())
                } catch {
                    promise.fail(error)
                }
            }
            state.timers.append(timer)
            return state.count
        }
        return Scheduled(promise: promise) { [self] in
            state.withLock { $0.timers.removeAll { $0.number == number } }
        }
    }

    func scheduleTask<T>(
        in span: TimeAmount, _ task: @escaping @Sendable () throws -> T
    ) -> Scheduled<T> {
        scheduleTask(deadline: now + span, task)
    }

    func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable (Error?) -> Void) {
        queue.async { callback(nil) }
    }
}
