/// Where a walk takes its decisions from: a seeded generator in the model test, the input's bytes under the fuzzer.
protocol ChoiceSource {
    /// A number in 0..<count.
    mutating func pick(_ count: Int) -> Int
    /// No further choices will come.
    var isExhausted: Bool { get }
}

extension ChoiceSource {
    /// True once in `count` times.
    mutating func oneIn(_ count: Int) -> Bool { pick(count) == 0 }

    mutating func element<Element>(of elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[pick(elements.count)]
    }
}

/// Never exhausted: the walk decides how long it is.
struct RandomChoices: ChoiceSource {
    var generator: SplitMix

    mutating func pick(_ count: Int) -> Int { Int(generator.next() % UInt64(count)) }
    var isExhausted: Bool { false }
}

/// One byte for one choice, two for one among more than 256.
struct RecordedChoices: ChoiceSource {
    private var bytes: [UInt8]
    private var next = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func pick(_ count: Int) -> Int {
        let first = nextByte()
        return (count > 256 ? first << 8 | nextByte() : first) % count
    }

    /// Behind the end all bytes are 0.
    private mutating func nextByte() -> Int {
        guard next < bytes.count else { return 0 }
        defer { next += 1 }
        return Int(bytes[next])
    }

    var isExhausted: Bool { next >= bytes.count }
}
