import Foundation
import NIOCore
import Testing

@testable import Transport

@Suite("Files that are served over HTTP")
struct StaticFilesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func text(_ path: String, in files: StaticFiles) -> String? {
        files.file(at: path[...]).map { String(buffer: $0.body) }
    }

    @Test("Files are served under their paths, index.html also for its folder")
    func paths() throws {
        try folder.write("index.html", "root")
        try folder.write("a/index.html", "a")
        try folder.write("a/b/c.css", "c")
        try folder.write("notindex.html", "n")
        let files = try StaticFiles(folder: folder.path)
        #expect(text("/", in: files) == "root")
        #expect(text("/index.html", in: files) == "root")
        #expect(text("/a/", in: files) == "a")
        #expect(text("/a/index.html", in: files) == "a")
        #expect(text("/a/b/c.css", in: files) == "c")
        #expect(text("/notindex.html", in: files) == "n")
        for path in [
            "", "/a", "/a/b", "/a/b/", "/A/b/c.css", "a/b/c.css", "//a/b/c.css", "/a//b/c.css", "/not",
        ] {
            #expect(text(path, in: files) == nil, "\(path)")
        }
    }

    @Test("No path leaves the folder, however it is spelled")
    func traversal() throws {
        try folder.write("public/x.txt", "x")
        try folder.write("secret.txt", "secret")
        let files = try StaticFiles(folder: folder.path + "/public")
        for path in [
            "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/x.txt/../../secret.txt", "/./x.txt",
            "/%2e/x.txt", "\(folder.path)/secret.txt", "/%00", "/x.txt%00", "/x.txt%00.html", "/%", "/%zz",
            "/%ff",
            "/\\..\\secret.txt", "/%252e%252e/secret.txt",
        ] {
            #expect(text(path, in: files) == nil, "\(path)")
        }
        #expect(text("/x.txt", in: files) == "x")
    }

    @Test("Percent-encoding is resolved once")
    func percentEncoding() throws {
        try folder.write("a b.txt", "space")
        try folder.write("ä.txt", "umlaut")
        try folder.write("100%25.txt", "percent")
        let files = try StaticFiles(folder: folder.path)
        #expect(text("/a%20b.txt", in: files) == "space")
        #expect(text("/%61%20b%2Etxt", in: files) == "space")
        #expect(text("/%C3%A4.txt", in: files) == "umlaut")
        #expect(text("/100%2525.txt", in: files) == "percent")
        #expect(text("/100%25.txt", in: files) == nil)
    }

    @Test("Names that begin with a dot are left out, folders of that kind with all they have")
    func dotFiles() throws {
        try folder.write(".env", "secret")
        try folder.write(".git/config", "secret")
        try folder.write("a/.b/c", "secret")
        try folder.write("a/d", "d")
        let files = try StaticFiles(folder: folder.path)
        for path in ["/.env", "/.git/config", "/a/.b/c"] { #expect(text(path, in: files) == nil, "\(path)") }
        #expect(text("/a/d", in: files) == "d")
    }

    @Test("Symbolic links are left out: to files and to folders, inside and outside")
    func links() throws {
        let outside = try TemporaryFolder()
        try outside.write("secret.txt", "secret")
        try outside.write("deep/secret.txt", "secret")
        try folder.write("real.txt", "real")
        try folder.write("sub/real.txt", "real")
        try folder.link("file.txt", to: outside.path + "/secret.txt")
        try folder.link("folder", to: outside.path)
        try folder.link("inside.txt", to: "real.txt")
        try folder.link("insidefolder", to: "sub")
        try folder.link("loop", to: ".")
        try folder.link("dangling", to: "nowhere")
        try folder.link("sub/index.html", to: outside.path + "/secret.txt")
        let files = try StaticFiles(folder: folder.path)
        for path in [
            "/file.txt", "/folder/secret.txt", "/folder/deep/secret.txt", "/inside.txt",
            "/insidefolder/real.txt",
            "/loop/real.txt", "/dangling", "/sub/", "/sub/index.html",
        ] {
            #expect(text(path, in: files) == nil, "\(path)")
        }
        #expect(text("/real.txt", in: files) == "real")
        #expect(text("/sub/real.txt", in: files) == "real")
    }

    @Test(
        "Types follow the ending, in upper and lower case; what is unknown is bytes",
        arguments: [
            ("a.html", "text/html; charset=utf-8"), ("a.HTM", "text/html; charset=utf-8"),
            ("a.js", "text/javascript; charset=utf-8"), ("a.mjs", "text/javascript; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"), ("a.b.json", "application/json"),
            ("a.svg", "image/svg+xml"),
            ("a.PNG", "image/png"), ("a.wasm", "application/wasm"), ("a.exe", "application/octet-stream"),
            ("html", "application/octet-stream"),
        ])
    func types(name: String, type: String) throws {
        try folder.write(name, "x")
        let files = try StaticFiles(folder: folder.path)
        #expect(files.file(at: "/\(name)")?.contentType == type)
    }

    @Test("Another content has another entity tag")
    func entityTags() throws {
        try folder.write("a", "x")
        let first = try #require(StaticFiles(folder: folder.path).file(at: "/a")?.entityTag)
        #expect(try StaticFiles(folder: folder.path).file(at: "/a")?.entityTag == first)
        try folder.write("a", "xy")
        #expect(try StaticFiles(folder: folder.path).file(at: "/a")?.entityTag != first)
    }

    @Test("What cannot be a folder is refused by name", arguments: ["", "/nonexistent", "/dev/null"])
    func noFolder(path: String) {
        #expect(throws: StaticFiles.LoadError.notAFolder(path)) { try StaticFiles(folder: path) }
    }

    @Test("A folder that is too large is refused before it is read")
    func tooLarge() throws {
        // A file with a hole: it has the size and takes no space.
        try folder.write("huge", "x")
        let handle = try #require(FileHandle(forWritingAtPath: folder.path + "/huge"))
        try handle.truncate(atOffset: 1 << 42)
        try handle.close()
        #expect(throws: StaticFiles.LoadError.tooLarge(folder.path, limit: 64 << 20)) {
            try StaticFiles(folder: folder.path)
        }
    }

    @Test("Without a folder there are no files")
    func none() {
        #expect(StaticFiles().file(at: "/") == nil)
    }
}
