/// A dictionary of details in JSON, put together member by member. Without members it has no bytes, which stands for `{}`.
package struct DetailsBytes: ~Copyable {
    private var output = OutputBytes()

    package init() {}

    package var isEmpty: Bool { output.isEmpty }

    /// The dictionary with its braces once `finish` has been called, or nothing.
    package var bytes: UnsafeRawBufferPointer { output.bytes }

    /// Forgets the members.
    package mutating func removeAll() {
        output.removeAll(keepingCapacityUpTo: 4096)
    }

    /// Closes the dictionary.
    package mutating func finish() {
        if !output.isEmpty { output.append(ASCII.closeDictionary) }
    }

    /// A member that is true.
    package mutating func append(true key: StaticString) {
        beginMember(key)
        output.append("true")
    }

    /// A member with an integer.
    package mutating func append(_ key: StaticString, _ number: UInt64) {
        beginMember(key)
        output.append(decimal: number)
    }

    /// A member with a string.
    package mutating func append(_ key: StaticString, _ string: String) {
        beginMember(key)
        JSON.write(string: string, to: &output)
    }

    /// A member with a string, given as the escaped bytes between the quotes of a received message.
    package mutating func append(_ key: StaticString, escaped string: RawSpan) {
        beginMember(key)
        JSON.write(escaped: string, to: &output)
    }

    /// Members that are encoded already, without braces.
    package mutating func append(members: [UInt8]) {
        guard !members.isEmpty else { return }
        output.append(output.isEmpty ? ASCII.openDictionary : ASCII.comma)
        output.append(members.span.bytes)
    }

    /// The members of a received message's options that are passed on.
    package mutating func append(_ forwarded: ForwardedMembers, in bytes: RawSpan) {
        if forwarded.isEmpty { return }
        for member in forwarded.members {
            output.append(output.isEmpty ? ASCII.openDictionary : ASCII.comma)
            output.append(bytes.extracting(member.range.bounds))
        }
    }

    private mutating func beginMember(_ key: StaticString) {
        output.append(output.isEmpty ? ASCII.openDictionary : ASCII.comma)
        JSON.write(plain: key, to: &output)
        output.append(ASCII.colon)
    }
}
