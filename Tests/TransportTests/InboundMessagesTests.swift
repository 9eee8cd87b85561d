import Testing
import WAMP
import WebSocket

@testable import Transport

@Suite("The messages that one read or one HTTP request has brought")
struct InboundMessagesTests {
    /// What is pulled out of the body of a request, and what was wrong with it.
    private func messages(
        _ body: [UInt8], _ subprotocol: Subprotocol
    ) -> (messages: [[UInt8]], kinds: Set<Bool>, problem: BatchError?) {
        var body = body
        var found: [[UInt8]] = []
        var kinds: Set<Bool> = []
        let problem = body.withUnsafeMutableBytes { memory in
            var inbound = InboundMessages(body: memory, subprotocol)
            while let message = inbound.next() {
                found.append(Array(message.bytes))
                kinds.insert(message.kind == .text)
                if case .validated = message.utf8 { Issue.record("nobody has checked a body to be UTF-8") }
            }
            // There is nothing behind the end.
            #expect(inbound.next() == nil)
            return inbound.problem
        }
        return (found, kinds, problem)
    }

    @Test("A body is one message where messages are not batched", arguments: Serializer.allCases)
    func single(serializer: Serializer) {
        let read = messages([1, 2, 0x18, 3], Subprotocol(serializer))
        #expect(read.messages == [[1, 2, 0x18, 3]])
        #expect(read.kinds == [serializer == .json])
        #expect(read.problem == nil)
    }

    @Test(
        "An empty body is an empty message, which is no message of any serialization",
        arguments: Serializer.allCases)
    func empty(serializer: Serializer) {
        #expect(messages([], Subprotocol(serializer)).messages == [[]])
    }

    @Test("A batch is its messages, in order")
    func batch() {
        let json = messages([1, 0x18, 2, 3, 0x1E], Subprotocol(.json, isBatched: true))
        #expect(json.messages == [[1], [2, 3]])
        #expect(json.kinds == [true])
        #expect(json.problem == nil)
        for serializer in [Serializer.messagePack, .cbor] {
            let binary = messages(
                [0, 0, 0, 1, 9, 0, 0, 0, 2, 8, 7], Subprotocol(serializer, isBatched: true))
            #expect(binary.messages == [[9], [8, 7]])
            #expect(binary.kinds == [false])
            #expect(binary.problem == nil)
        }
    }

    @Test("What stands before the place where a batch cannot be split comes, and the problem is told")
    func problem() {
        let json = messages([1, 0x18, 2], Subprotocol(.json, isBatched: true))
        #expect(json.messages == [[1]])
        #expect(json.problem == .missingSeparator(offset: 2))
        let cbor = messages([0, 0, 0, 1, 9, 0, 0, 0, 5, 8], Subprotocol(.cbor, isBatched: true))
        #expect(cbor.messages == [[9]])
        #expect(cbor.problem == .lengthBeyondEnd(5, offset: 5))
        let none = messages([], Subprotocol(.messagePack, isBatched: true))
        #expect(none.messages == [])
        #expect(none.problem == .emptyBatch)
    }
}
