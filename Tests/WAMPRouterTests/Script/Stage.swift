import NIOCore
import NIOPosix

/// Where transcripts are played: an actor whose executor is an event loop, the one on which the routers live.
///
/// A test isolated to it may enter a router synchronously, exactly as a connection does.
@globalActor
actor Stage {
    static let shared = Stage()
    nonisolated let eventLoop: any EventLoop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
    nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }
}
