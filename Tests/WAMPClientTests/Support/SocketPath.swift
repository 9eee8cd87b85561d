import Foundation

/// Runs a test with a path for a Unix socket, where nothing is yet and nothing is left.
func withSocketPath(_ body: (String) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.path + "/wamp-\(UInt64.random(in: 0 ... .max)).sock"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(path)
}
