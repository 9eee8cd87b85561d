// One initializer for each type, and not one for all, so that the reading is specialised within this module.

extension PublishOptions {
    package init(messagePack options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try MessagePack.MemberReader.options(options, in: bytes)
    }
}

extension SubscribeOptions {
    package init(messagePack options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try MessagePack.MemberReader.options(options, in: bytes)
    }
}

extension EventDetails {
    package init(messagePack details: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try MessagePack.MemberReader.options(details, in: bytes)
    }
}

extension RegisterOptions {
    package init(messagePack options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try MessagePack.MemberReader.options(options, in: bytes)
    }
}

extension CallOptions {
    package init(messagePack options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try MessagePack.MemberReader.options(options, in: bytes)
    }
}

extension ChunkOptions {
    package init(messagePack options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try MessagePack.MemberReader.options(options, in: bytes)
    }
}

extension CancelOptions {
    package init(messagePack options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try MessagePack.MemberReader.options(options, in: bytes)
    }
}

extension InvocationDetails {
    package init(messagePack details: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try MessagePack.MemberReader.options(details, in: bytes)
    }
}

extension YieldOptions {
    package init(messagePack options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try MessagePack.MemberReader.options(options, in: bytes)
    }
}

extension ErrorDetails {
    package init(messagePack details: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try MessagePack.MemberReader.options(details, in: bytes)
    }
}

extension GoodbyeDetails {
    package init(messagePack details: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try MessagePack.MemberReader.options(details, in: bytes)
    }
}

extension HelloDetails {
    package init(messagePack details: ByteRange, in bytes: RawSpan) throws(WireError) {
        try self.init(MessagePack.parseDictionary(details, in: bytes))
    }
}
