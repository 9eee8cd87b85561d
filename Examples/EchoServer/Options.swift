import WebSocket

/// The command line.
struct Options {
    /// An argument that cannot be read.
    struct Invalid: Error {
        var reason: String
    }

    /// 0 for a port that the system chooses.
    var port = 0
    var limits = WebSocketLimits()
    var compression: DeflateSettings? = DeflateSettings(
        serverMaxWindowBits: 15, clientMaxWindowBits: 15, memoryLevel: 8, threshold: 0)

    init(_ arguments: ArraySlice<String>) throws(Invalid) {
        var rest = arguments
        while let name = rest.popFirst() {
            switch name {
            case "--port": port = try Self.number(&rest, name)
            case "--max-frame": limits.maximumFrameSize = try Self.number(&rest, name)
            case "--max-message": limits.maximumMessageSize = try Self.number(&rest, name)
            case "--no-compression": compression = nil
            default: throw Invalid(reason: "unknown option \(name)")
            }
        }
    }

    private static func number(_ rest: inout ArraySlice<String>, _ name: String) throws(Invalid) -> Int {
        guard let text = rest.popFirst(), let number = Int(text), number >= 0 else {
            throw Invalid(reason: "\(name) needs a number")
        }
        return number
    }
}
