import Foundation
import Testing

@testable import Transport

@Suite("The file of a Unix socket")
struct UnixSocketFileTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/a.sock"
    }

    private func bind(mode: UInt16 = 0o660) throws -> (file: UnixSocketFile, descriptor: CInt) {
        try UnixSocketFile.bind(path: path, mode: mode)
    }

    private func mode() throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test(
        "It has the mode that was asked for, whatever the process's mask",
        arguments: [
            0o000, 0o600, 0o660, 0o666, 0o777,
        ] as [UInt16])
    func mode(mode: UInt16) throws {
        let (_, descriptor) = try bind(mode: mode)
        defer { close(descriptor) }
        #expect(try self.mode() == Int(mode))
    }

    @Test("One that nobody listens on any more is replaced")
    func stale() throws {
        close(try bind(mode: 0o600).descriptor)
        let (old, first) = try bind(mode: 0o640)
        defer { close(first) }
        #expect(try mode() == 0o640)
        // It does not listen, and its file is gone, so that it has nothing to remove.
        let (new, second) = try bind(mode: 0o644)
        defer { close(second) }
        old.remove()
        #expect(try mode() == 0o644)
        new.remove()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("One that somebody listens on is left alone, with a full queue, too")
    func live() throws {
        let (_, descriptor) = try bind()
        defer { close(descriptor) }
        #expect(listen(descriptor, 0) == 0)
        for _ in 0..<4 {
            #expect(throws: UnixSocketError.inUse(path)) { try bind() }
        }
        #expect(try mode() == 0o660)
    }

    @Test("A file, a folder or a link is never touched", arguments: 0..<4)
    func otherFiles(kind: Int) throws {
        switch kind {
        case 0: try folder.write("a.sock", "precious")
        case 1: try folder.write("a.sock/file", "precious")
        case 2: try folder.link("a.sock", to: folder.path + "/nowhere")
        default:
            let other = folder.path + "/b.sock"
            close(try UnixSocketFile.bind(path: other, mode: 0o600).descriptor)
            try folder.link("a.sock", to: other)
        }
        let before = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
        #expect(throws: UnixSocketError.notASocket(path)) { try bind() }
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == before)
    }

    @Test("A path that is too long, or in no folder, is an error")
    func badPaths() {
        let long = "/" + String(repeating: "a", count: 107)
        #expect(throws: UnixSocketError.pathTooLong(long)) { try UnixSocketFile.bind(path: long, mode: 0) }
        let nowhere = folder.path + "/none/a.sock"
        let error = #expect(throws: UnixSocketError.self) { try UnixSocketFile.bind(path: nowhere, mode: 0) }
        #expect(error == .system(nowhere, ENOENT))
        #expect(error?.description == "No such file or directory")
    }

    @Test("Only the own file is removed")
    func removal() throws {
        let (file, descriptor) = try bind()
        defer { close(descriptor) }
        try FileManager.default.removeItem(atPath: path)
        try folder.write("a.sock", "another")
        file.remove()
        #expect(FileManager.default.fileExists(atPath: path))
        try FileManager.default.removeItem(atPath: path)
        file.remove()
    }
}
