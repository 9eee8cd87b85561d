import Testing
import WAMP

@testable import WAMPClient

@Suite("The buffer between a session and the reader of a subscription", .timeLimit(.minutes(10)))
struct EventDeliveryTests {
    private func event(_ number: UInt64) -> Event {
        Event(topic: "a.b", args: [], kwargs: [:], publication: number, details: [:])
    }

    private func make(bufferSize: Int) -> (Subscription, EventDelivery) {
        let (stream, delivery) = EventDelivery.make(topic: "a.b", bufferSize: bufferSize)
        return (Subscription(id: 1, stream: stream, delivery: delivery), delivery)
    }

    @Test("A full buffer drops the oldest event and counts it")
    func overflow() async throws {
        let (subscription, delivery) = make(bufferSize: 2)
        for number in 1...5 { delivery.deliver(event(UInt64(number))) }
        delivery.finish(nil)
        var publications: [UInt64] = []
        for try await event in subscription { publications.append(event.publication) }
        #expect(publications == [4, 5])
        #expect(subscription.droppedEvents == 3)
    }

    @Test("A buffer holds at least one event", arguments: [0, -1, Int.min])
    func smallest(size: Int) async throws {
        let (subscription, delivery) = make(bufferSize: size)
        delivery.deliver(event(1))
        var iterator = subscription.makeAsyncIterator()
        #expect(try await iterator.next()?.publication == 1)
        #expect(subscription.droppedEvents == 0)
    }

    @Test("A reader gets what was buffered before it gets the error, and the error again")
    func failure() async throws {
        let (subscription, delivery) = make(bufferSize: 2)
        delivery.deliver(event(1))
        delivery.finish(WAMPError(.connectionLost))
        delivery.finish(nil)
        var iterator = subscription.makeAsyncIterator()
        #expect(try await iterator.next()?.publication == 1)
        for _ in 1...2 {
            let error = await #expect(throws: WAMPError.self) { try await iterator.next() }
            #expect(error?.code == .connectionLost)
        }
    }

    @Test("Letting the subscription go tells so, the end does not")
    func abandoned() async {
        let (told, tell) = AsyncStream.makeStream(of: String.self)
        do {
            let (ended, delivery) = make(bufferSize: 1)
            delivery.whenAbandoned { tell.yield("ended") }
            delivery.finish(nil)
            _ = ended
        }
        do {
            let (dropped, delivery) = make(bufferSize: 1)
            delivery.whenAbandoned { tell.yield("dropped") }
            _ = dropped
        }
        tell.finish()
        #expect(await told.reduce(into: []) { $0.append($1) } == ["dropped"])
    }
}
