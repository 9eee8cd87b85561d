/// The elements of a message behind its code, packed four bits each (basic profile, "Message Definitions").
///
/// | layout | messages |
/// |---|---|
/// | string, dictionary | HELLO, CHALLENGE, AUTHENTICATE |
/// | id, dictionary | WELCOME, CANCEL, INTERRUPT |
/// | dictionary, string | GOODBYE |
/// | dictionary, string, payload | ABORT |
/// | integer, id, dictionary, string, payload | ERROR |
/// | id, dictionary, string, payload | PUBLISH, CALL |
/// | id, dictionary, string | SUBSCRIBE, REGISTER |
/// | id, id | PUBLISHED, SUBSCRIBED, REGISTERED |
/// | id, id, dictionary (optional) | UNSUBSCRIBE, UNREGISTER |
/// | id, dictionary (optional) | UNSUBSCRIBED, UNREGISTERED |
/// | id, id, dictionary, payload | EVENT, INVOCATION |
/// | id, dictionary, payload | RESULT, YIELD |
/// | id | EVENT_RECEIVED |
struct MessageLayout {
    /// What an element of a message's list is.
    enum Element: UInt32 {
        /// Nothing may follow.
        case end = 0
        case id
        /// REQUEST.Type of an ERROR.
        case requestType
        case dictionary
        /// A dictionary that may be left out at the end.
        case optionalDictionary
        /// A string, be it a URI or not.
        case string
        /// Arguments and ArgumentsKw, both optional.
        case payload
    }

    private var bits: UInt32

    @inline(__always)
    private init(
        _ first: Element, _ second: Element = .end, _ third: Element = .end, _ fourth: Element = .end,
        _ fifth: Element = .end
    ) {
        bits =
            first.rawValue | second.rawValue << 4 | third.rawValue << 8 | fourth.rawValue << 12
            | fifth.rawValue << 16
    }

    /// Takes the next element off.
    @inline(__always)
    mutating func next() -> Element {
        let element = Element(rawValue: bits & 15)
        bits >>= 4
        return element ?? .end
    }

    @inline(__always)
    init(of type: MessageType) {
        switch type {
        case .hello, .challenge, .authenticate: self.init(.string, .dictionary)
        case .welcome, .cancel, .interrupt: self.init(.id, .dictionary)
        case .goodbye: self.init(.dictionary, .string)
        case .abort: self.init(.dictionary, .string, .payload)
        case .error: self.init(.requestType, .id, .dictionary, .string, .payload)
        case .publish, .call: self.init(.id, .dictionary, .string, .payload)
        case .subscribe, .register: self.init(.id, .dictionary, .string)
        case .published, .subscribed, .registered: self.init(.id, .id)
        case .unsubscribe, .unregister: self.init(.id, .id, .optionalDictionary)
        case .unsubscribed, .unregistered: self.init(.id, .optionalDictionary)
        case .event, .invocation: self.init(.id, .id, .dictionary, .payload)
        case .result, .yield: self.init(.id, .dictionary, .payload)
        case .eventReceived: self.init(.id)
        }
    }
}
