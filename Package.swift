// swift-tools-version: 6.2
import PackageDescription

/// Continuous integration builds with warnings as errors; a person trying a change is only warned.
let strict: [SwiftSetting] =
    Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "wamp-router",
    products: [
        .executable(name: "wamp-router", targets: ["wamp-router"]),
        .library(name: "WAMPRouter", targets: ["WAMPRouter"]),
        .library(name: "WAMPClient", targets: ["WAMPClient"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        .systemLibrary(name: "CMalloc"),

        // Pure: no NIO, no Foundation, no clock, no randomness of their own.
        .target(name: "WAMP", swiftSettings: strict),
        .target(name: "WebSocket", dependencies: ["COpenSSL", "CZlib"], swiftSettings: strict),
        .target(name: "RawSocket", dependencies: ["WAMP"], swiftSettings: strict),
        .target(name: "Routing", dependencies: ["WAMP"], swiftSettings: strict),
        .target(name: "WAMPAuth", dependencies: ["CArgon2", "COpenSSL", "WAMP"], swiftSettings: strict),

        // The rim: sockets.
        .target(
            name: "Transport",
            dependencies: ["COpenSSL", "RawSocket", "WAMP", "WebSocket", nio, nioPosix, nioHTTP1, log],
            swiftSettings: strict),
        .target(
            name: "WAMPRouter",
            dependencies: ["COpenSSL", "WAMP", "WAMPAuth", "Routing", "Transport", nio, nioPosix, log],
            swiftSettings: strict),

        .target(
            name: "WAMPClient",
            dependencies: [
                "RawSocket", "Transport", "WAMP", "WAMPAuth", "WebSocket", nio, nioPosix, nioHTTP1,
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "wamp-router",
            dependencies: [
                "CMalloc", "COpenSSL", "WAMP", "WAMPAuth", "WAMPRouter", log,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // Conformance: the Autobahn WebSocket TestSuite runs against it.
        .executableTarget(
            name: "websocket-echo", dependencies: ["WebSocket", nio, nioPosix, nioHTTP1],
            path: "Examples/EchoServer", swiftSettings: strict),

        .executableTarget(
            name: "swift-client", dependencies: ["WAMPClient"], path: "Examples/SwiftClient",
            swiftSettings: strict),
        // The load generator behind the figures in the README.
        .executableTarget(
            name: "wamp-bench",
            dependencies: [
                "Transport", "WAMP", "WebSocket", nio, nioPosix,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/Benchmark", exclude: ["run.sh", "table.py", "forwarder.c"], swiftSettings: strict),

        .testTarget(name: "WAMPTests", dependencies: ["WAMP"], swiftSettings: strict),
        .testTarget(name: "WebSocketTests", dependencies: ["WebSocket"], swiftSettings: strict),
        .testTarget(name: "RawSocketTests", dependencies: ["RawSocket", "WAMP"], swiftSettings: strict),
        .testTarget(name: "WAMPAuthTests", dependencies: ["WAMP", "WAMPAuth"], swiftSettings: strict),
        .testTarget(name: "RoutingTests", dependencies: ["Routing", "WAMP"], swiftSettings: strict),
        .testTarget(
            name: "TransportTests",
            dependencies: [
                "COpenSSL", "RawSocket", "Transport", "WAMP", "WebSocket", nio, nioPosix, nioEmbedded,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WAMPClientTests",
            dependencies: [
                "WAMPClient", "WAMPRouter", "RawSocket", "WAMP", "WAMPAuth", "WebSocket", nio, nioPosix,
                nioHTTP1, log,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WAMPRouterTests",
            dependencies: [
                "COpenSSL", "WAMPRouter", "WAMPAuth", "Routing", "Transport", "WAMP", "WebSocket", nio,
                nioPosix,
                nioEmbedded, log,
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
