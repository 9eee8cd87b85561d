import Testing

@testable import WebSocket

@Suite("Which frame may follow which (RFC 6455 §5.1, §5.4)")
struct FrameSequenceTests {
    private func receive(
        _ sequence: inout FrameSequence, _ opcode: Opcode, fin: Bool = true, rsv1: Bool = false,
        count: UInt64 = 1,
        limits: WebSocketLimits = WebSocketLimits()
    ) -> FrameSequence.Action {
        let header = FrameHeader(fin: fin, rsv1: rsv1, opcode: opcode, payloadCount: count, maskKey: 1)
        return sequence.headerReceived(header, role: .server, limits: limits, allowsCompression: true)
    }

    @Test("A fragmented message: text, control frames in between, continuation to FIN")
    func fragmented() {
        var sequence = FrameSequence()
        #expect(
            receive(&sequence, .text, fin: false) == .beginMessage(.text, isCompressed: false, isFinal: false)
        )
        #expect(!sequence.isBetweenMessages)
        #expect(receive(&sequence, .ping) == .control(.ping))
        #expect(receive(&sequence, .continuation, fin: false) == .continueMessage(isFinal: false))
        #expect(receive(&sequence, .text) == .refuse(.interruptedMessage))
        #expect(receive(&sequence, .continuation) == .continueMessage(isFinal: true))
        #expect(sequence.isBetweenMessages)
        #expect(receive(&sequence, .continuation) == .refuse(.unexpectedContinuation))
    }

    @Test("The size of a compressed message is left to the inflater, that of its frames is not")
    func compressed() {
        let limits = WebSocketLimits(maximumFrameSize: 10, maximumMessageSize: 15)
        var sequence = FrameSequence()
        #expect(
            receive(&sequence, .binary, fin: false, rsv1: true, count: 10, limits: limits)
                == .beginMessage(.binary, isCompressed: true, isFinal: false))
        #expect(
            receive(&sequence, .continuation, fin: false, count: 10, limits: limits)
                == .continueMessage(isFinal: false))
        #expect(
            receive(&sequence, .continuation, count: 11, limits: limits) == .refuse(.frameTooLarge(11)))
    }

    @Test("Each message has its own size and number of fragments")
    func counting() {
        let limits = WebSocketLimits(maximumFrameSize: 10, maximumMessageSize: 15, maximumFragments: 2)
        var sequence = FrameSequence()
        for _ in 0..<3 {
            #expect(
                receive(&sequence, .binary, fin: false, count: 10, limits: limits)
                    == .beginMessage(.binary, isCompressed: false, isFinal: false))
            #expect(
                receive(&sequence, .continuation, count: 5, limits: limits) == .continueMessage(isFinal: true)
            )
        }
    }

    @Test("A mask is demanded of clients and forbidden to servers", arguments: Role.allCases)
    func masks(role: Role) {
        for opcode in Opcode.allCases where opcode != .continuation {
            for key in [nil, 1] as [UInt32?] {
                var sequence = FrameSequence()
                let action = sequence.headerReceived(
                    FrameHeader(opcode: opcode, payloadCount: 0, maskKey: key), role: role,
                    limits: WebSocketLimits(), allowsCompression: false)
                switch (role, key) {
                case (.server, nil): #expect(action == .refuse(.unmaskedFrame))
                case (.client, _?): #expect(action == .refuse(.maskedFrame))
                case (.server, _?), (.client, nil):
                    if case .refuse = action { Issue.record("\(opcode) refused") }
                }
            }
        }
    }
}
