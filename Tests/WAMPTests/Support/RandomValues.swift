@testable import WAMP

extension SeededGenerator {
    /// A string of up to 40 characters from all planes, with those that JSON escapes.
    mutating func string() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...40, using: &self) {
            let range: ClosedRange<UInt32> =
                [0x20...0x7E, 0x20...0x7E, 0x01...0x1F, 0x80...0x7FF, 0x800...0xD7FF, 0x1F300...0x10FFFF]
                .randomElement(using: &self) ?? 0x20...0x7E
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &self)) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// A value of any type that JSON can express, nested at most `depth` deep.
    mutating func value(depth: Int) -> Value {
        switch Int.random(in: 0...(depth > 0 ? 9 : 7), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .integer(Int64.random(in: -100...100, using: &self))
        case 3: return .integer(Int64.random(in: .min ... .max, using: &self))
        case 4: return .unsigned(UInt64.random(in: UInt64(Int64.max) + 1 ... .max, using: &self))
        case 5:
            let double = Double(bitPattern: next())
            return .double(double.isFinite ? double : 1)
        case 6: return .string(string())
        case 7:
            return .binary(
                (0..<Int.random(in: 0...20, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self)
                })
        case 8: return .list(list(depth: depth - 1))
        default: return .dictionary(dictionary(depth: depth - 1))
        }
    }

    mutating func list(depth: Int) -> [Value] {
        (0..<Int.random(in: 0...6, using: &self)).map { _ in value(depth: depth) }
    }

    mutating func dictionary(depth: Int) -> ValueDictionary {
        var members = ValueDictionary()
        for _ in 0..<Int.random(in: 0...6, using: &self) { members[string()] = value(depth: depth) }
        return members
    }

    mutating func id() -> UInt64 {
        UInt64.random(in: 1...IDRange.greatest, using: &self)
    }

    mutating func payload() -> Message.Payload {
        Message.Payload(arguments: list(depth: 3), argumentsKw: dictionary(depth: 3))
    }

    /// A message of the given type with random elements.
    mutating func message(_ type: MessageType) -> Message {
        let options = dictionary(depth: 3)
        switch type {
        case .hello: return .hello(.init(realm: string(), details: options))
        case .welcome: return .welcome(.init(session: id(), details: options))
        case .abort: return .abort(.init(details: options, reason: string(), payload: payload()))
        case .challenge: return .challenge(.init(authMethod: string(), extra: options))
        case .authenticate: return .authenticate(.init(signature: string(), extra: options))
        case .goodbye: return .goodbye(.init(details: options, reason: string()))
        case .error:
            return .error(
                .init(requestType: 48, request: id(), details: options, error: string(), payload: payload()))
        case .publish:
            return .publish(.init(request: id(), options: options, topic: string(), payload: payload()))
        case .published: return .published(.init(request: id(), publication: id()))
        case .subscribe: return .subscribe(.init(request: id(), options: options, topic: string()))
        case .subscribed: return .subscribed(.init(request: id(), subscription: id()))
        case .unsubscribe: return .unsubscribe(.init(request: id(), subscription: id(), options: options))
        case .unsubscribed: return .unsubscribed(.init(request: id(), details: options))
        case .event:
            return .event(.init(subscription: id(), publication: id(), details: options, payload: payload()))
        case .call:
            return .call(.init(request: id(), options: options, procedure: string(), payload: payload()))
        case .cancel: return .cancel(.init(request: id(), options: options))
        case .result: return .result(.init(request: id(), details: options, payload: payload()))
        case .register: return .register(.init(request: id(), options: options, procedure: string()))
        case .registered: return .registered(.init(request: id(), registration: id()))
        case .unregister: return .unregister(.init(request: id(), registration: id(), options: options))
        case .unregistered: return .unregistered(.init(request: id(), details: options))
        case .invocation:
            return .invocation(
                .init(request: id(), registration: id(), details: options, payload: payload()))
        case .interrupt: return .interrupt(.init(request: id(), options: options))
        case .yield: return .yield(.init(request: id(), options: options, payload: payload()))
        case .eventReceived: return .eventReceived(.init(publication: id()))
        }
    }
}
