import NIOCore
import Testing
import WAMP

@testable import Transport

@Suite("The long-poll transports of a listener")
struct LongPollSiteTests {
    private let world = LongPollWorld()

    private func open(_ site: LongPollSite) -> LongPollTransport {
        site.open(
            Subprotocol(.cbor), from: "192.0.2.9:1", world.endpoint, clock: world.services.clock,
            flushList: world.services.flushList)
    }

    @Test("An id has 24 characters, all of them from the source of random numbers that was given")
    func identifiers() {
        let ends = LongPollSite { words in words = [0, .max, 0x2020_2020_2020_2020] }
        #expect(open(ends).id == "AAAAAAAA________gggggggg")
    }

    @Test("By the system's source, ids are different and have the letters of base64url")
    func system() {
        let site = LongPollSite()
        let ids = (0..<50).map { _ in open(site).id }
        #expect(Set(ids).count == 50)
        for id in ids {
            #expect(id.utf8.count == 24)
            #expect(id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        }
        #expect(Set(ids.joined()).count > 50)
    }

    @Test(
        "A transport is found by its id, and has a session of its client's address and serializer behind it")
    func opening() throws {
        let site = LongPollSite()
        let transport = open(site)
        #expect(site.transport(transport.id) === transport)
        #expect(site.transport("x") == nil)
        #expect(site.count == 1)
        #expect(world.origins == [ClientOrigin(address: "192.0.2.9:1", transport: .longPoll)])
        #expect(world.queues[0].serializer == .cbor)
        #expect(world.receiver.transport === transport)
    }

    @Test("When a transport ends nothing of it is left")
    func memory() {
        weak var transport: LongPollTransport?
        let site = LongPollSite()
        do {
            let opened = open(site)
            transport = opened
            opened.closeReceived()
        }
        #expect(transport == nil)
        #expect(site.count == 0)
        #expect(world.services.clock.count == 0)
    }
}
