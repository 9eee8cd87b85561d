import Testing

@testable import Transport

@Suite("The paths of the long-poll transport (advanced profile, \"HTTP Longpoll Transport\")")
struct LongPollResourceTests {
    @Test(
        "A path below the base names what is asked",
        arguments: [
            ("/longpoll/open", LongPollResource.open),
            ("/longpoll/a-B_9/receive", .receive(transport: "a-B_9")),
            ("/longpoll/open/send", .send(transport: "open")), ("/longpoll/x/close", .close(transport: "x")),
        ])
    func known(path: String, resource: LongPollResource) {
        #expect(LongPollResource(path: path, base: "/longpoll") == resource)
    }

    @Test(
        "Every other path is none of the long-poll transport",
        arguments: [
            "/", "/longpoll", "/longpoll/", "/longpoll/x", "/longpoll//send", "/longpoll/x/send/",
            "/longpollx/open",
            "/longpoll/x/other", "/longpoll/open/", "/LONGPOLL/open", "/other/open", "/longpoll/x/y/send",
        ])
    func unknown(path: String) {
        #expect(LongPollResource(path: path, base: "/longpoll") == nil)
    }

    @Test("The base may be the root")
    func root() {
        #expect(LongPollResource(path: "/open", base: "") == .open)
        #expect(LongPollResource(path: "/x/send", base: "") == .send(transport: "x"))
    }
}
