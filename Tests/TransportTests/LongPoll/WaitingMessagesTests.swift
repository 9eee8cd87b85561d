import NIOCore
import Testing
import WAMP

@testable import Transport

@Suite("Messages that wait for their client to fetch them")
struct WaitingMessagesTests {
    private func framed(_ texts: String...) -> [UInt8] {
        texts.flatMap { text in
            withUnsafeBytes(of: UInt32(text.utf8.count).bigEndian) { Array($0) } + Array(text.utf8)
        }
    }

    private func waiting(_ texts: String...) -> WaitingMessages {
        var waiting = WaitingMessages()
        for text in texts { framed(text).withUnsafeBytes { waiting.append($0) } }
        return waiting
    }

    private func take(
        _ waiting: inout WaitingMessages, _ subprotocol: Subprotocol, _ size: Int = 1000
    ) -> [UInt8]? {
        waiting.take(subprotocol, maximumBatchSize: size).map { Array($0.readableBytesView) }
    }

    @Test("Without batches one message is taken at a time, in order")
    func single() {
        var waiting = waiting("one", "", "three")
        for (text, count) in [("one", 7), ("", 4), ("three", 9)] {
            #expect(!waiting.isEmpty)
            #expect(take(&waiting, Subprotocol(.cbor)) == Array(text.utf8))
            #expect(waiting.confirm() == count)
        }
        #expect(waiting.isEmpty)
        #expect(take(&waiting, Subprotocol(.cbor)) == nil)
        #expect(waiting.confirm() == 0)
    }

    @Test("What was taken cannot be taken again, until it is put back")
    func putBack() {
        var waiting = waiting("one", "two")
        #expect(take(&waiting, Subprotocol(.json)) == Array("one".utf8))
        #expect(take(&waiting, Subprotocol(.json)) == nil)
        waiting.putBack()
        #expect(take(&waiting, Subprotocol(.json)) == Array("one".utf8))
        #expect(waiting.confirm() == 7)
        #expect(take(&waiting, Subprotocol(.json)) == Array("two".utf8))
    }

    @Test("A batch has all messages, framed as the serializer's batches are")
    func batch() {
        var json = waiting("one", "two")
        #expect(take(&json, Subprotocol(.json, isBatched: true)) == Array("one\u{18}two\u{18}".utf8))
        #expect(json.isEmpty)
        #expect(json.confirm() == 14)
        var cbor = waiting("one", "two")
        #expect(take(&cbor, Subprotocol(.cbor, isBatched: true)) == framed("one", "two"))
    }

    @Test("A batch that would be longer than its limit ends before, unless it has one message only")
    func batchSize() {
        var waiting = waiting("one", "two", "a long message", "four")
        let batched = Subprotocol(.messagePack, isBatched: true)
        #expect(take(&waiting, batched, 14) == framed("one", "two"))
        #expect(waiting.confirm() == 14)
        #expect(take(&waiting, batched, 14) == framed("a long message"))
        #expect(waiting.confirm() == 18)
        #expect(take(&waiting, batched, 14) == framed("four"))
    }

    @Test("What comes while a part is taken goes behind it, however often that happens")
    func interleaved() {
        var waiting = waiting("0")
        for number in 1..<300 {
            #expect(take(&waiting, Subprotocol(.json)) == Array(String((number - 1) / 2).utf8))
            framed(String(number)).withUnsafeBytes { waiting.append($0) }
            if number.isMultiple(of: 2) { _ = waiting.confirm() } else { waiting.putBack() }
        }
        var rest: [String] = []
        while let message = take(&waiting, Subprotocol(.json)) {
            rest.append(String(decoding: message, as: UTF8.self))
            _ = waiting.confirm()
        }
        #expect(rest == (149..<300).map(String.init))
    }
}
