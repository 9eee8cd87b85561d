extension CBOR {
    /// Appends a value in its shortest form.
    ///
    /// - A double always has double precision, so that it does not come back as an integer.
    package static func write(_ value: Value, to output: inout OutputBytes) {
        Writer.write(value, to: &output)
    }

    /// Appends a list.
    package static func write(_ list: [Value], to output: inout OutputBytes) {
        Writer.write(list, to: &output)
    }

    /// Appends a dictionary, its members in their order.
    package static func write(_ dictionary: ValueDictionary, to output: inout OutputBytes) {
        Writer.write(dictionary, to: &output)
    }
}
