import Foundation

/// Reading secrets: never from the arguments, which every user of the machine can see.
enum SecretInput {
    /// The first line of standard input; from a terminal without showing it, and twice.
    static func read(_ name: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            guard let line = readLine(), !line.isEmpty else {
                throw CommandError("found no \(name) on standard input")
            }
            return line
        }
        let first = try ask("\(name): ")
        guard !first.isEmpty else { throw CommandError("the \(name) is empty") }
        guard try ask("the same \(name) again: ") == first else {
            throw CommandError("they are not the same")
        }
        return first
    }

    private static func ask(_ question: String) throws -> String {
        FileHandle.standardError.write(Data(question.utf8))
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else {
            throw CommandError("the terminal cannot be kept from showing what is typed")
        }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0 else {
            throw CommandError("the terminal cannot be kept from showing what is typed")
        }
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        return readLine() ?? ""
    }
}
