import Foundation
import WAMP

extension ConfigurationErrors {
    /// The bytes of a file.
    ///
    /// - Throws: why it cannot be read.
    static func contents(of file: String) throws(ConfigurationErrors) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            let reason = (error as NSError).localizedFailureReason ?? error.localizedDescription
            throw ConfigurationErrors(file: file, message: "the file cannot be read: \(reason)")
        }
    }
}

extension Configurable {
    /// Reads the text of a file.
    ///
    /// - Parameters:
    ///   - bytes: JSON in UTF-8.
    ///   - file: where the text comes from, for messages.
    ///   - environment: what `${NAME}` in its texts stands for.
    ///   - finish: completes what was read, and says what is wrong with it.
    /// - Throws: everything that is wrong with it, with line and column.
    static func decode(
        _ bytes: [UInt8], file: String?, environment: [String: String],
        finish: (inout Self) -> [ConfigurationProblem]
    ) throws(ConfigurationErrors) -> Self {
        let value: Value
        do throws(WireError) {
            value = try JSON.parse(bytes.span.bytes)
        } catch {
            throw ConfigurationErrors(file: file, syntax: error, in: bytes.span.bytes)
        }
        let map = SourceMap(bytes.span.bytes)
        var reader = SettingReader(environment: environment)
        var content: Self = reader.object(value, .root) ?? .initial
        reader.add(finish(&content))
        let found = reader.problems.map { ($0, map.offset(of: $0)) } + map.duplicates
        guard found.isEmpty else {
            throw ConfigurationErrors(file: file, problems: found, in: bytes.span.bytes)
        }
        return content
    }
}

extension ConfigurationErrors {
    fileprivate init(file: String, message: String) {
        self.file = file
        errors = [ConfigurationError(path: "$", line: nil, column: nil, message: message)]
    }

    fileprivate init(file: String?, syntax error: WireError, in text: RawSpan) {
        self.file = file
        let place = error.offset.map { TextPlace(of: $0, in: text) }
        errors = [
            ConfigurationError(
                path: "$", line: place?.line, column: place?.column,
                message: "not valid JSON: \(error.description)")
        ]
    }

    fileprivate init(
        file: String?, problems: [(problem: ConfigurationProblem, offset: Int)], in text: RawSpan
    ) {
        self.file = file
        errors = problems.sorted { $0.offset < $1.offset }.map { problem, offset in
            let place = TextPlace(of: offset, in: text)
            return ConfigurationError(
                path: problem.path.description, line: place.line, column: place.column,
                message: problem.message)
        }
    }
}
