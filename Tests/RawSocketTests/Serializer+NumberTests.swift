import Testing
import WAMP

@testable import RawSocket

@Suite("The SERIALIZER of a handshake (RawSocket Transport)")
struct SerializerNumberTests {
    @Test("JSON is 1, MessagePack 2, CBOR 3, and no other number is spoken")
    func numbers() {
        let spoken: [UInt8: Serializer] = [1: .json, 2: .messagePack, 3: .cbor]
        for number in UInt8.min ... .max {
            #expect(Serializer(number: number) == spoken[number], "\(number)")
        }
        #expect(Serializer.allCases.map(\.number) == [1, 2, 3])
    }
}
