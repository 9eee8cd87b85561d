// One initializer for each type, and not one for all, so that the reading is specialised within this module.

extension PublishOptions {
    package init(cbor options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try CBOR.MemberReader.options(options, in: bytes)
    }
}

extension SubscribeOptions {
    package init(cbor options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try CBOR.MemberReader.options(options, in: bytes)
    }
}

extension EventDetails {
    package init(cbor details: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try CBOR.MemberReader.options(details, in: bytes)
    }
}

extension RegisterOptions {
    package init(cbor options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try CBOR.MemberReader.options(options, in: bytes)
    }
}

extension CallOptions {
    package init(cbor options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try CBOR.MemberReader.options(options, in: bytes)
    }
}

extension ChunkOptions {
    package init(cbor options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try CBOR.MemberReader.options(options, in: bytes)
    }
}

extension CancelOptions {
    package init(cbor options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try CBOR.MemberReader.options(options, in: bytes)
    }
}

extension InvocationDetails {
    package init(cbor details: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try CBOR.MemberReader.options(details, in: bytes)
    }
}

extension YieldOptions {
    package init(cbor options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try CBOR.MemberReader.options(options, in: bytes)
    }
}

extension ErrorDetails {
    package init(cbor details: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try CBOR.MemberReader.options(details, in: bytes)
    }
}

extension GoodbyeDetails {
    package init(cbor details: ByteRange, in bytes: RawSpan) throws(WireError) {
        self = try CBOR.MemberReader.options(details, in: bytes)
    }
}

extension HelloDetails {
    package init(cbor details: ByteRange, in bytes: RawSpan) throws(WireError) {
        try self.init(CBOR.parseDictionary(details, in: bytes))
    }
}
