import Testing

@testable import Routing

@Suite("Components of a URI: basic profile, URIs")
struct URIComponentsTests {
    @Test("The end of a component is found at every distance from its start")
    func everyDistance() {
        for before in 0..<20 {
            for after in 0..<20 {
                // Bytes next to the dot in value and in bits, which a search by words could take for one.
                let filler: [UInt8] = [0x2d, 0x2f, 0xae, 0x00, 0xff, 0x2f]
                let head = (0..<before).map { filler[$0 % filler.count] }
                let tail = (0..<after).map { filler[$0 % filler.count] }
                let uri = head + [0x2e] + tail
                #expect(URIComponents.end(in: uri.span.bytes, from: 0) == before)
                #expect(URIComponents.end(in: uri.span.bytes, from: before + 1) == uri.count)
                let nextDot = uri + [0x2e] + uri
                #expect(URIComponents.end(in: nextDot.span.bytes, from: before + 1) == uri.count)
            }
        }
    }

    @Test("Empty components are kept")
    func all() {
        #expect(URIComponents.all(of: "".utf8) == [[]])
        #expect(URIComponents.all(of: "a..b.".utf8) == [Array("a".utf8), [], Array("b".utf8), []])
    }
}
