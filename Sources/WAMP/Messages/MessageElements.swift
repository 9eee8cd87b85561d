/// One message's fields, as they are read from and written to the list that a serializer knows.
protocol MessageElements: Equatable, Sendable {
    /// Takes the fields off the list, in the order of the message's definition.
    init(_ reader: inout MessageElementReader) throws(WireError)

    /// Appends the fields to the list, in the order of the message's definition.
    func write(to writer: inout MessageElementWriter)
}
