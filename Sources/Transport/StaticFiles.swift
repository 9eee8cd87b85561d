import Foundation
import NIOCore

/// A folder of files that HTTP GET serves, read into memory once, at start.
///
/// A request's path is looked up among the files found then and never becomes a path of the file system, so no request can
/// leave the folder. Symbolic links and names that begin with a dot are left out.
package struct StaticFiles: Sendable {
    /// One file as it is served.
    package struct File: Sendable {
        package var contentType: String
        package var entityTag: String
        package var body: ByteBuffer
    }

    /// Why a folder cannot be served.
    package enum LoadError: Error, Equatable, CustomStringConvertible {
        case notAFolder(String)
        case tooLarge(String, limit: Int)

        package var description: String {
            switch self {
            case .notAFolder(let path): "\(path) is not a folder that can be read"
            case .tooLarge(let path, let limit):
                "the files below \(path) are more than the \(limit >> 20) MiB that are kept in memory"
            }
        }
    }

    /// All files together: a page with its assets is far smaller, a mistaken folder far larger.
    package static let maximumTotalSize = 64 << 20

    private var files: [String: File] = [:]

    /// No files.
    package init() {}

    /// Reads all files below `folder`. An `index.html` is served for its folder's path, too.
    package init(folder: String) throws(LoadError) {
        let root = URL(fileURLWithPath: folder, isDirectory: true)
        let keys: [URLResourceKey] = [
            .isRegularFileKey, .isSymbolicLinkKey, .fileSizeKey, .contentModificationDateKey,
        ]
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue,
            let names = FileManager.default.enumerator(atPath: folder)
        else { throw .notAFolder(folder) }
        var total = 0
        for case let name as String in names {
            let parts = name.split(separator: "/")
            if parts.contains(where: { $0.hasPrefix(".") }) { continue }
            let url = root.appendingPathComponent(name)
            guard let values = try? url.resourceValues(forKeys: Set(keys)), values.isRegularFile == true,
                values.isSymbolicLink != true
            else { continue }
            let (sum, overflows) = total.addingReportingOverflow(values.fileSize ?? 0)
            guard !overflows, sum <= Self.maximumTotalSize else {
                throw .tooLarge(folder, limit: Self.maximumTotalSize)
            }
            total = sum
            guard let data = try? Data(contentsOf: url) else { continue }
            let modified = Int(values.contentModificationDate?.timeIntervalSince1970 ?? 0)
            let file = File(
                contentType: Self.contentType(of: url.pathExtension),
                entityTag: "\"\(data.count)-\(modified)\"",
                body: ByteBuffer(bytes: data))
            files["/" + name] = file
            if parts.last == "index.html" { files["/" + name.dropLast("index.html".count)] = file }
        }
    }

    /// The file for the path of a request, percent-encoding resolved; `nil`: there is none.
    package func file(at path: Substring) -> File? {
        if files.isEmpty { return nil }
        return files[String(path).removingPercentEncoding ?? ""]
    }

    private static func contentType(of ending: String) -> String {
        switch ending.lowercased() {
        case "html", "htm": "text/html; charset=utf-8"
        case "js", "mjs": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "json", "map": "application/json"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "gif": "image/gif"
        case "webp": "image/webp"
        case "ico": "image/x-icon"
        case "wasm": "application/wasm"
        case "woff2": "font/woff2"
        case "txt", "md": "text/plain; charset=utf-8"
        default: "application/octet-stream"
        }
    }
}
