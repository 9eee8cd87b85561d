import Testing

@testable import WAMP

@Suite("What is wrong with a batch (Message Batching)")
struct BatchErrorTests {
    @Test(
        "Each error is told in words, with its place",
        arguments: [
            (.emptyBatch, "batch without a message"),
            (.tooLong(byteCount: 1 << 33), "a batch of 8589934592 bytes is too long"),
            (.emptyMessage(offset: 3), "empty message at byte 3 of a batch"),
            (.missingSeparator(offset: 4), "no separator after the message at byte 4 of a batch"),
            (.truncatedLength(offset: 5), "batch ends inside the length at byte 5"),
            (.lengthBeyondEnd(7, offset: 6), "length 7 at byte 6 goes beyond the end of the batch"),
        ] as [(BatchError, String)])
    func descriptions(error: BatchError, text: String) {
        #expect(error.description == text)
    }
}
