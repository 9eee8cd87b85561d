extension JSON {
    /// Appends a value in its shortest JSON form, without white space.
    ///
    /// - A double always has a fraction or an exponent (`1.0`), so that it does not come back as an integer.
    /// - NaN and the infinities, which JSON cannot express, become `null`, as in ECMAScript.
    /// - Binary becomes U+0000 and base64 in a string.
    package static func write(_ value: Value, to output: inout OutputBytes) {
        switch value {
        case .null: output.append("null")
        case .bool(let bool): output.append(bool ? "true" : "false")
        case .integer(let integer):
            if integer < 0 { output.append(ASCII.minus) }
            output.append(decimal: integer.magnitude)
        case .unsigned(let integer): output.append(decimal: integer)
        case .double(let double):
            if double.isFinite { output.append(utf8: double.description) } else { output.append("null") }
        case .string(let string): write(string: string, to: &output)
        case .binary(let bytes): write(binary: bytes.span.bytes, to: &output)
        case .list(let list): write(list, to: &output)
        case .dictionary(let dictionary): write(dictionary, to: &output)
        }
    }

    /// Appends a binary value: a string of U+0000 and base64.
    static func write(binary: RawSpan, to output: inout OutputBytes) {
        output.append("\"\\u0000")
        Base64.encode(binary, to: &output)
        output.append(ASCII.quote)
    }

    /// Appends a list.
    package static func write(_ list: [Value], to output: inout OutputBytes) {
        output.append(ASCII.openList)
        for (place, element) in list.enumerated() {
            if place > 0 { output.append(ASCII.comma) }
            write(element, to: &output)
        }
        output.append(ASCII.closeList)
    }

    /// Appends a dictionary, its members in their order.
    package static func write(_ dictionary: ValueDictionary, to output: inout OutputBytes) {
        output.append(ASCII.openDictionary)
        for (place, member) in dictionary.enumerated() {
            if place > 0 { output.append(ASCII.comma) }
            write(string: member.key, to: &output)
            output.append(ASCII.colon)
            write(member.value, to: &output)
        }
        output.append(ASCII.closeDictionary)
    }
}
