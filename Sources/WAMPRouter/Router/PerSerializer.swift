import WAMP

/// One value for each serialization.
struct PerSerializer<Element: ~Copyable>: ~Copyable {
    private var json: Element
    private var messagePack: Element
    private var cbor: Element

    init(_ make: () -> Element) {
        json = make()
        messagePack = make()
        cbor = make()
    }

    /// Runs `body` with the value for a serialization.
    @inline(__always)
    mutating func with<Result: ~Copyable>(
        _ serializer: Serializer, _ body: (inout Element) -> Result
    ) -> Result {
        switch serializer {
        case .json: body(&json)
        case .messagePack: body(&messagePack)
        case .cbor: body(&cbor)
        }
    }

    /// Runs `body` with each value.
    mutating func forEach(_ body: (inout Element) -> Void) {
        body(&json)
        body(&messagePack)
        body(&cbor)
    }
}
