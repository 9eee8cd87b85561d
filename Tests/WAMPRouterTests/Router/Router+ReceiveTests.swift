import Foundation
import Testing

@testable import WAMPRouter

@Stage
@Suite("Protocol errors within a session (basic profile, Protocol errors)")
struct RouterReceiveTests {
    /// A message and the sentence of the ABORT that answers it.
    nonisolated static let violations: [(String, String)] = [
        (#"[1,"realm1",{"roles":{"caller":{}}}]"#, "received HELLO on an established session"),
        (#"[2,1,{}]"#, "received WELCOME, which only a router may send"),
        (#"[4,"ticket",{}]"#, "received CHALLENGE, which only a router may send"),
        (#"[5,"x",{}]"#, "received AUTHENTICATE without a pending CHALLENGE"),
        (#"[17,1,1]"#, "received PUBLISHED, which only a router may send"),
        (#"[33,1,1]"#, "received SUBSCRIBED, which only a router may send"),
        (#"[35,1]"#, "received UNSUBSCRIBED, which only a router may send"),
        (#"[36,1,1,{}]"#, "received EVENT, which only a router may send"),
        (#"[50,1,{}]"#, "received RESULT, which only a router may send"),
        (#"[65,1,1]"#, "received REGISTERED, which only a router may send"),
        (#"[67,1]"#, "received UNREGISTERED, which only a router may send"),
        (#"[68,1,1,{}]"#, "received INVOCATION, which only a router may send"),
        (#"[69,1,{}]"#, "received INTERRUPT, which only a router may send"),
        (
            #"[8,48,1,{},"com.e"]"#, "ERROR for request type 48 where 68 (INVOCATION) was expected"
        ),
        (#"[8,68,1,{},"com.e"]"#, "ERROR for invocation 1, which was never sent to this session"),
        (#"[8,68,0,{},"com.e"]"#, "ERROR for invocation 0, which was never sent to this session"),
        (#"[70,1,{}]"#, "YIELD for invocation 1, which was never sent to this session"),
        (
            #"[70,9007199254740992,{}]"#,
            "YIELD for invocation 9007199254740992, which was never sent to this session"
        ),
        (#"[70,9007199254740993,{}]"#, "element 1 of YIELD is out of range for an id (at most 2^53)"),
        (#"[48,2,{},"com.p"]"#, "request id 2 where 1 was expected"),
        (#"[16,3,{},"com.p"]"#, "request id 3 where 1 was expected"),
        (#"[32,9007199254740992,{},"com.p"]"#, "request id 9007199254740992 where 1 was expected"),
        (#"[48,1,{"disclose_me":1},"com.p"]"#, "option disclose_me must be a boolean"),
        (#"[16,1,{"acknowledge":"yes"},"com.p"]"#, "option acknowledge must be a boolean"),
        (#"[32,1,{"match":1},"com.p"]"#, "option match must be a string"),
        (#"[64,1,{"invoke":[]},"com.p"]"#, "option invoke must be a string"),
        (#"[49,1,{"mode":true}]"#, "option mode must be a string"),
        (#"{}"#, "a message must be a list"),
        (#"[]"#, "a message must not be an empty list"),
        (#"["48"]"#, "element 0 (message type) must be an integer"),
        (#"[-1]"#, "element 0 (message type) must be an integer"),
        (#"[0]"#, "unknown message type 0"),
        (#"[255,1]"#, "unknown message type 255"),
        (#"[1024]"#, "unknown message type 1024"),
        (#"[48,1,{}]"#, "CALL with only 3 elements"),
        (#"[48,1,{},"com.p",[],{},1]"#, "CALL with more than 6 elements"),
        (#"[48,"1",{},"com.p"]"#, "element 1 of CALL must be an id"),
        (#"[48,1,[],"com.p"]"#, "element 2 of CALL must be a dictionary"),
        (#"[48,1,{},7]"#, "element 3 of CALL must be a string"),
        (#"[48,1,{},"com.p",{}]"#, "element 4 of CALL must be a list"),
        (#"[48,1,{},"com.p",[],[]]"#, "element 5 of CALL must be a dictionary"),
        (#"[48,1,{},"com.p",[1,]]"#, "unexpected byte at byte 20"),
        (#"[48,1,{},"com.p"] x"#, "bytes after the end of the value at byte 18"),
        (#""#, "unexpected end at byte 0"),
    ]

    @Test(
        "A protocol violation is ABORT with its reason, and nothing after it in the read is processed",
        arguments: violations)
    func violation(message: String, reason: String) throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends("[32,1,{},\"com.t\"]")
        bob.receives("[33,1,1]")
        alice.sends(message, "[16,1,{\"acknowledge\":true},\"com.t\"]", "[6,{},\"wamp.close.normal\"]")
        alice.isAborted(reason)
        bob.receivesNothing()
        #expect(world.inspect { $0.sessionCount } == 1)
        alice.sends("[16,1,{\"acknowledge\":true},\"com.t\"]")
        bob.receivesNothing()
    }

    @Test("A violation disposes of what the session held")
    func disposes() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        alice.sends("[64,1,{},\"com.p\"]", "[32,2,{},\"com.t\"]")
        bob.sends("[48,1,{},\"com.p\"]")
        alice.sends("[99]")
        bob.receives(
            "[8,48,1,{},\"wamp.error.canceled\",[\"the callee has left before it answered\"]]")
        bob.sends("[64,2,{},\"com.p\"]")
        bob.receives("[65,2,2]")
        #expect(world.inspect { $0.broker.subscriptionCount } == 0)
    }

    @Test("Messages of the extension range and unknown options are ignored")
    func ignored() throws {
        let alice = try World().join()
        alice.sends("[256]", "[1023,1,{}]", "[32,1,{\"nkey\":\"1\",\"_x_y\":[1],\"zzz\":null},\"com.t\"]")
        alice.receives("[33,1,1]")
        alice.receivesNothing()
    }

    @Test("A binary message on the subprotocol wamp.2.json is a violation")
    func binary() throws {
        let alice = try World().join()
        alice.sends(frames: [SentFrame(opcode: 2, payload: Array("[32,1,{},\"com.t\"]".utf8)), .text("[99]")])
        alice.isAborted("received a binary message where the subprotocol has text")
    }

    // MARK: Request ids (basic profile, IDs)

    @Test("Request ids count over all kinds of requests; CANCEL, YIELD and ERROR carry ids of others")
    func requestIDs() throws {
        let alice = try World().join()
        alice.sends("[32,1,{},\"com.t\"]", "[64,2,{},\"com.p\"]", "[48,3,{},\"com.p\"]")
        alice.receives("[33,1,1]")
        alice.receives("[65,2,1]")
        alice.receives("[68,1,1,{}]")
        alice.sends("[70,1,{}]", "[49,3,{}]", "[49,77,{}]", "[16,4,{},\"com.t\"]", "[34,5,1]", "[66,6,1]")
        alice.receives("[50,3,{}]")
        alice.receives("[35,5]")
        alice.receives("[67,6]")
        alice.sends("[66,6,1]")
        alice.isAborted("request id 6 where 7 was expected")
    }

    @Test("A refused request has used its id")
    func refusedID() throws {
        let alice = try World().join()
        alice.sends("[48,1,{},\"com..p\"]", "[16,2,{},\"com..p\"]", "[34,3,9]", "[32,4,{},\"com.t\"]")
        alice.receives(
            "[8,48,1,{},\"wamp.error.invalid_uri\",[\"this is not a valid URI under the realm's rules\"]]"
        )
        alice.receives(
            "[8,34,3,{},\"wamp.error.no_such_subscription\",[\"this session does not hold this subscription\"]]"
        )
        alice.receives("[33,4,1]")
        alice.receivesNothing()
    }

    @Test("A tolerant realm takes ids in any order, but not that of a call under way, nor one out of range")
    func tolerant() throws {
        let world = try World { $0.realms[0].requestIDs = .tolerant }
        let alice = try world.join()
        alice.sends("[64,500,{},\"com.p\"]", "[32,7,{},\"com.t\"]", "[32,7,{},\"com.u\"]")
        alice.receives("[65,500,1]")
        alice.receives("[33,7,1]")
        alice.receives("[33,7,2]")
        alice.sends("[48,9,{},\"com.p\"]")
        alice.receives("[68,1,1,{}]")
        alice.sends("[70,1,{}]", "[48,9,{},\"com.p\"]")
        alice.receives("[50,9,{}]")
        alice.receives("[68,2,1,{}]")
        alice.sends("[48,9,{},\"com.q\"]")
        alice.isAborted("request id 9 belongs to a call that is under way")

        let bob = try world.join()
        bob.sends("[32,0,{},\"com.t\"]")
        bob.isAborted("request id 0 where 1 was expected")
    }

    // MARK: URIs (basic profile, URIs)

    nonisolated private static let requests = [
        "[16,1,{\"acknowledge\":true},\"URI\"]", "[32,1,{},\"URI\"]", "[48,1,{},\"URI\"]",
        "[64,1,{},\"URI\"]",
    ]

    @Test(
        "An invalid URI is ERROR and the session goes on", arguments: requests,
        ["", ".", "com..p", "com.", ".com", "com. p", "a#b", #"com.\u0020x"#, #"com\u000A"#, "com.\u{3000}"])
    func invalidURI(request: String, uri: String) throws {
        let alice = try World().join()
        alice.sends(request.replacing("URI", with: uri), "[32,2,{},\"com.t\"]")
        alice.receives(
            "[8,*,1,{},\"wamp.error.invalid_uri\",[\"this is not a valid URI under the realm's rules\"]]"
        )
        alice.receives("[33,2,1]")
    }

    @Test("The strict rule takes lower-case letters, digits and underscores only", arguments: requests)
    func strict(request: String) throws {
        let alice = try World { $0.realms[0].uriRules = .strict }.join()
        alice.sends(request.replacing("URI", with: "com.Upper"), "[32,2,{},\"com.a_1\"]")
        alice.receives(
            "[8,*,1,{},\"wamp.error.invalid_uri\",[\"this is not a valid URI under the realm's rules\"]]"
        )
        alice.receives("[33,2,1]")
    }

    @Test("A URI of the longest allowed length passes, one byte more does not; escapes do not count")
    func length() throws {
        let alice = try World { $0.limits.maximumURILength = 16 }.join()
        let longest = "com." + String(repeating: "a", count: 12)
        alice.sends(
            "[32,1,{},\"\(longest)\"]", "[32,2,{},\"\(longest)a\"]",
            "[32,3,{},\"com." + String(repeating: "\\u0061", count: 12) + "\"]", "[48,4,{},\"\(longest)a\"]")
        alice.receives("[33,1,1]")
        alice.receives(
            "[8,32,2,{},\"wamp.error.invalid_uri\",[\"this URI is longer than the router accepts\"]]"
        )
        alice.receives("[33,3,1]")
        alice.receives(
            "[8,48,4,{},\"wamp.error.invalid_uri\",[\"this URI is longer than the router accepts\"]]"
        )
    }

    @Test("A URI written with escapes is the same URI, for topics and procedures")
    func escaped() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        alice.sends(#"[32,1,{},"com.\u0061"]"#, #"[64,2,{},"com.a"]"#)
        alice.receives("[33,1,1]")
        alice.receives("[65,2,1]")
        bob.sends(#"[16,1,{},"com.a"]"#, #"[16,2,{},"\u0063om\u002ea"]"#, #"[48,3,{},"c\u006fm.a"]"#)
        alice.receives("[36,1,*,{}]")
        alice.receives("[36,1,*,{}]")
        alice.receives("[68,1,1,{}]")
        bob.sends(#"[64,4,{},"com\u002e\u0061"]"#)
        bob.receives(
            "[8,64,4,{},\"wamp.error.procedure_already_exists\",[\"this procedure is registered already\"]]"
        )
    }

    @Test(
        "Nobody publishes to or registers in the reserved wamp name space",
        arguments: ["wamp.x", #"wamp\u002ex"#, #"\u0077amp.x"#, "wamp"], [16, 64])
    func reserved(uri: String, code: Int) throws {
        let world = try World { configuration in
            configuration.realms[0].roles[0].permissions = [.init(uri: "", match: .prefix, allow: .all)]
        }
        let alice = try world.join()
        alice.sends(
            "[\(code),1,{\"acknowledge\":true},\"\(uri)\"]", "[\(code),2,{\"acknowledge\":true},\"wampum.x\"]"
        )
        alice.receives(
            "[8,\(code),1,{},\"wamp.error.invalid_uri\",[\"URIs that begin with wamp. are reserved\"]]"
        )
        alice.receives("[\(code + 1),2,*]")
    }

    @Test("A publication to a reserved or invalid URI that asks for no acknowledgement is dropped in silence")
    func silent() throws {
        let alice = try World().join()
        alice.sends("[16,1,{},\"wamp.x\"]", "[16,2,{},\"..\"]", "[16,3,{\"acknowledge\":false},\"\"]")
        alice.receivesNothing()
    }
}
