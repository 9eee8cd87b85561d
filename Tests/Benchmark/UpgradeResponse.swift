import NIOCore
import WebSocket

/// The server's answer to the opening handshake (RFC 6455 §4.2.2), as it arrives.
struct UpgradeResponse {
    /// A response head is a few hundred bytes; a server that sends more is no WebSocket server.
    private static let maximumSize = 16 << 10

    private var head: [UInt8] = []

    /// Takes bytes up to the end of the response's head.
    ///
    /// - Returns: the response once it is complete; the bytes behind it are left in `buffer`.
    mutating func read(_ buffer: inout ByteBuffer) throws(BenchmarkError) -> ClientHandshake.Response? {
        while let byte = buffer.readInteger(as: UInt8.self) {
            head.append(byte)
            if byte == UInt8(ascii: "\n"), head.suffix(4) == [0x0D, 0x0A, 0x0D, 0x0A] {
                return try parse()
            }
        }
        guard head.count <= Self.maximumSize else { throw .handshake("the response's head has no end") }
        return nil
    }

    private func parse() throws(BenchmarkError) -> ClientHandshake.Response {
        let text = String(decoding: head, as: UTF8.self)
        let lines = text.split(separator: "\r\n")
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        guard let status else { throw .handshake("no HTTP response: \(lines.first ?? "")") }
        let fields = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), String(line[line.index(after: colon)...]))
        }
        return ClientHandshake.Response(status: status, headers: HeaderFields(fields))
    }
}
