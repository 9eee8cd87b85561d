/// A dictionary of WAMP values that keeps the order of its keys.
///
/// Keys are compared by their UTF-8 bytes, so that canonically equivalent keys, which are different on the wire,
/// stay apart. Small dictionaries are searched in order; larger ones have an index, so that a peer cannot make
/// the router compare every key with every other.
public struct ValueDictionary: Sendable {
    /// Up to this size a search in order is as fast as the index.
    private static let indexThreshold = 8

    /// The type of keys.
    public typealias Key = String
    /// The type of values.
    public typealias Value = WAMP.Value

    private var members: [(key: String, value: Value)] = []
    private var index: [HashedKey: Int] = [:]

    private struct HashedKey: Hashable {
        let text: String

        static func == (left: HashedKey, right: HashedKey) -> Bool {
            left.text.utf8.elementsEqual(right.text.utf8)
        }

        func hash(into hasher: inout Hasher) {
            var text = text
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }

    /// A dictionary without members.
    public init() {}

    /// The members in their order; of several with the same key the last value counts, in the first one's place.
    public init(_ members: [(String, Value)]) {
        for (key, value) in members { self[key] = value }
    }

    /// The keys in their order.
    public var keys: [String] { members.map(\.key) }

    private func position(of key: String) -> Int? {
        guard members.count <= Self.indexThreshold else { return index[HashedKey(text: key)] }
        return members.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
    }

    /// The value for a key; setting nil removes the member.
    public subscript(key: String) -> Value? {
        get { position(of: key).map { members[$0].value } }
        set {
            guard let newValue else { return remove(key) }
            updateValue(newValue, forKey: key)
        }
    }

    /// Sets the value for a key; false if the key was there already.
    @discardableResult
    public mutating func updateValue(_ value: Value, forKey key: String) -> Bool {
        if let position = position(of: key) {
            members[position].value = value
            return false
        }
        members.append((key, value))
        if members.count == Self.indexThreshold + 1 {
            rebuildIndex()
        } else if members.count > Self.indexThreshold {
            index[HashedKey(text: key)] = members.count - 1
        }
        return true
    }

    private mutating func remove(_ key: String) {
        guard let position = position(of: key) else { return }
        members.remove(at: position)
        rebuildIndex()
    }

    private mutating func rebuildIndex() {
        index.removeAll()
        guard members.count > Self.indexThreshold else { return }
        for (position, member) in members.enumerated() { index[HashedKey(text: member.key)] = position }
    }
}

extension ValueDictionary: RandomAccessCollection {
    /// The position of the first member.
    public var startIndex: Int { 0 }
    /// The position behind the last member.
    public var endIndex: Int { members.count }
    /// The member at a position.
    public subscript(position: Int) -> (key: String, value: Value) { members[position] }
}

extension ValueDictionary: Equatable {
    /// Dictionaries are equal when they have the same members in any order.
    public static func == (left: ValueDictionary, right: ValueDictionary) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }
}

extension ValueDictionary: ExpressibleByDictionaryLiteral {
    /// The members in their order; of several with the same key the last value counts.
    public init(dictionaryLiteral members: (String, Value)...) { self.init(members) }
}
