import Testing
import WAMP

@testable import WAMPClient

@Suite("Request ids and their answers (basic profile, IDs)")
struct PendingRequestsTests {
    @Test("Ids are 1, 2, 3 …, and one that is not used stays the next")
    func ids() {
        var requests = PendingRequests()
        #expect([requests.nextID, requests.nextID] == [1, 1])
        requests.useNextID()
        #expect(requests.nextID == 2)
        requests.useNextID()
        #expect(requests.nextID == 3)
    }

    @Test("An answer takes its request out once")
    func once() throws {
        var requests = PendingRequests()
        requests.add(.canceledCall, id: 1)
        let request = try requests.take(1, .call, for: .result)
        #expect(request.type == .call)
        #expect(throws: Violation(description: "received RESULT for CALL 1, which is not pending")) {
            try requests.take(1, .call, for: .result)
        }
    }

    @Test("An answer of another type is a violation and leaves the request waiting")
    func mismatch() {
        var requests = PendingRequests()
        requests.add(.unsubscribe(subscription: 5, nil), id: 1)
        #expect(throws: Violation(description: "received RESULT for CALL 1, which is not pending")) {
            try requests.take(1, .call, for: .result)
        }
        #expect(requests.removeAll().map(\.type) == [.unsubscribe])
        #expect(requests.removeAll().isEmpty)
    }

    @Test("A call is canceled once, and its late answer still has a place")
    func cancelOnce() async throws {
        var requests = PendingRequests()
        let error = await thrown {
            _ = try await withCheckedThrowingContinuation { caller in
                requests.add(.call(caller), id: 1)
                requests.cancelCall(1)?.resume(throwing: WAMPError(.canceled))
                #expect(requests.cancelCall(1) == nil)
            }
        }
        #expect(error?.code == .canceled)
        #expect(try requests.take(1, .call, for: .error).type == .call)
    }
}
