/// A dictionary of details in one serialization, put together member by member. Without members it has no
/// bytes, which stands for one that is empty.
package struct SerializedDetails: ~Copyable {
    /// What the members are written in.
    package private(set) var serializer: Serializer
    private var output = OutputBytes()
    /// How many members there are.
    package private(set) var count = 0

    package init(_ serializer: Serializer) {
        self.serializer = serializer
    }

    package var isEmpty: Bool { count == 0 }

    /// The dictionary with its delimiters once `finish` has been called, or nothing.
    package var bytes: UnsafeRawBufferPointer { output.bytes }

    /// The members alone, without what stands before and behind them, until `finish` is called.
    package var members: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: output.bytes.dropFirst())
    }

    /// Forgets the members, and begins a dictionary in this serialization.
    package mutating func begin(_ serializer: Serializer) {
        self.serializer = serializer
        output.removeAll(keepingCapacityUpTo: 4096)
        count = 0
    }

    /// Closes the dictionary.
    package mutating func finish() {
        guard count > 0 else { return }
        var heads = DeferredHeads()
        let dictionary = Container(isDictionary: true, count: nil)
        switch serializer {
        case .json: output.append(ASCII.closeDictionary)
        case .messagePack:
            MessagePack.Writer.writeClosing(
                of: dictionary, opening: 0, written: count, to: &output, heads: &heads)
            MessagePack.Writer.insert(&heads, into: &output)
        case .cbor:
            CBOR.Writer.writeClosing(of: dictionary, opening: 0, written: count, to: &output, heads: &heads)
            CBOR.Writer.insert(&heads, into: &output)
        }
    }

    /// A member that is true.
    package mutating func append(true key: StaticString) {
        append(key)
        switch serializer {
        case .json: JSON.Writer.write(true, to: &output)
        case .messagePack: MessagePack.Writer.write(true, to: &output)
        case .cbor: CBOR.Writer.write(true, to: &output)
        }
    }

    /// A member with an integer.
    package mutating func append(_ key: StaticString, _ number: UInt64) {
        append(key)
        switch serializer {
        case .json: JSON.Writer.write(number, to: &output)
        case .messagePack: MessagePack.Writer.write(number, to: &output)
        case .cbor: CBOR.Writer.write(number, to: &output)
        }
    }

    /// A member with a string.
    package mutating func append(_ key: StaticString, _ string: String) {
        append(key, utf8: string.utf8Span.span.bytes)
    }

    /// A member with a string, given as UTF-8 that is not escaped.
    package mutating func append(_ key: StaticString, utf8: RawSpan) {
        append(key)
        switch serializer {
        case .json: JSON.Writer.write(text: utf8, to: &output)
        case .messagePack: MessagePack.Writer.write(text: utf8, to: &output)
        case .cbor: CBOR.Writer.write(text: utf8, to: &output)
        }
    }

    /// A member with a value.
    package mutating func append(_ key: StaticString, value: Value) {
        append(key)
        serializer.write(value, to: &output)
    }

    /// A member with a value that is encoded already.
    package mutating func append(_ key: StaticString, encoded value: RawSpan) {
        append(key)
        output.append(value)
    }

    /// A member with a value of a received message, from the serialization that it came in. Nothing is appended where an
    /// error is thrown.
    package mutating func append(
        _ key: StaticString, _ value: ByteRange, in bytes: RawSpan, from source: Serializer
    ) throws(WireError) {
        let before = output.count
        append(key)
        do {
            try Transcoder.append(value, in: bytes, from: source, as: serializer, to: &output)
        } catch {
            output.truncate(to: before)
            count -= 1
            throw error
        }
    }

    /// Members that have been put together before, see `members`.
    package mutating func append(members: [UInt8], count: Int) {
        guard count > 0 else { return }
        beginMember()
        output.append(members.span.bytes)
        self.count += count - 1
    }

    /// The members of a received message's options that are passed on, from the serialization that it came
    /// in. What could be carried before an error stays.
    package mutating func append(
        _ forwarded: ForwardedMembers, in bytes: RawSpan, from source: Serializer
    ) throws(WireError) {
        if forwarded.isEmpty { return }
        for member in forwarded.members {
            let before = output.count
            beginMember()
            do {
                try Transcoder.appendMember(
                    member.range, in: bytes, from: source, as: serializer, to: &output)
            } catch {
                output.truncate(to: before)
                count -= 1
                throw error
            }
        }
    }

    private mutating func append(_ key: StaticString) {
        beginMember()
        switch serializer {
        case .json:
            JSON.write(plain: key, to: &output)
            output.append(ASCII.colon)
        case .messagePack: MessagePack.Writer.write(plain: key, to: &output)
        case .cbor: CBOR.Writer.write(plain: key, to: &output)
        }
    }

    /// Appends what stands before a member; before the first that is the head, or the byte that holds its
    /// place.
    private mutating func beginMember() {
        if serializer == .json {
            output.append(count == 0 ? ASCII.openDictionary : ASCII.comma)
        } else if count == 0 {
            output.append(0)
        }
        count += 1
    }
}
