extension JSON {
    /// Appends a string with its quotes.
    package static func write(string: String, to output: inout OutputBytes) {
        write(utf8: string.utf8Span.span.bytes, to: &output)
    }

    /// Appends a string with its quotes, given as valid UTF-8 that is not escaped.
    package static func write(utf8: RawSpan, to output: inout OutputBytes) {
        Writer.write(text: utf8, to: &output)
    }

    /// Appends a string with its quotes, given as the escaped bytes between the quotes of a received message.
    package static func write(escaped: RawSpan, to output: inout OutputBytes) {
        output.append(ASCII.quote)
        output.append(escaped)
        output.append(ASCII.quote)
    }

    /// Appends a string that needs no escapes, such as a predefined URI, with its quotes.
    package static func write(plain: StaticString, to output: inout OutputBytes) {
        output.append(ASCII.quote)
        output.append(plain)
        output.append(ASCII.quote)
    }
}
