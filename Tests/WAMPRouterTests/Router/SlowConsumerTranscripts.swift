import Testing

@testable import WAMPRouter

@Stage
@Suite("Sessions that take less than they are sent")
struct SlowConsumerTranscripts {
    /// A realm whose role has a budget of 4,000 bytes; 40,000 end any connection.
    private func world(_ policy: RouterConfiguration.SlowConsumer.Policy, bytes: Int = 4000) throws -> World {
        try World.open { configuration in
            configuration.limits.maximumOutboundBytes = 40_000
            configuration.limits.maximumMessageSize = 20_000
            configuration.realms[0].roles[0].slowConsumer = .init(
                policy: policy, bytes: bytes, pauseTimeout: .seconds(3))
        }
    }

    /// A subscriber of com.t that does not read, and a publisher.
    private func pair(_ world: World) throws -> (slow: ScriptedPeer, publisher: ScriptedPeer) {
        let slow = try world.join()
        slow.sends(#"[32,1,{},"com.t"]"#, #"[32,2,{},"wamp.session.on_events_dropped"]"#)
        slow.receives("[33,1,1]")
        slow.receives("[33,2,2]")
        let publisher = try world.join()
        try slow.stopsReading()
        return (slow, publisher)
    }

    private let filling = String(repeating: "x", count: 950)

    /// PUBLISH whose event has about 1,000 bytes.
    private func publish(_ number: Int) -> String {
        #"[16,\#(number),{},"com.t",[\#(number),"\#(filling)"]]"#
    }

    /// The numbers of the events among these messages, and the other messages.
    private func events(_ texts: [String]) -> [String] {
        texts.map { text in
            guard let match = text.firstMatch(of: /^\[36,1,[0-9]+,{},\[([0-9]+),"x+"\]\]$/) else {
                return text
            }
            return String(match.1)
        }
    }

    private let dropped = /^\[36,2,[0-9]+,{},\[([0-9]+),"2027-01-15T08:00:00.000Z"\]\]$/

    // MARK: close

    @Test("close: more than the budget ends the session with a reason, of which others hear")
    func close() throws {
        let world = try world(.close)
        let (slow, publisher) = try pair(world)
        for number in 1...4 { publisher.sends(publish(number)) }
        #expect(world.inspect { $0.sessionCount } == 2)
        publisher.sends(publish(5))
        #expect(world.inspect { $0.sessionCount } == 1)
        slow.reads()
        #expect(events(Array(0..<5).compactMap { _ in slow.nextText() }) == ["1", "2", "3", "4", "5"])
        let abort = slow.nextText() ?? ""
        #expect(abort.contains("does not take what it is sent: 4"))
        #expect(abort.hasSuffix(#"},"wamp.error.slow_consumer"]"#))
        slow.receivesClose(1008)
        publisher.sends(#"[16,6,{"acknowledge":true},"com.t"]"#)
        publisher.receives("[17,6,*]")
    }

    @Test("close: a client that goes on not reading is cut off")
    func cutOff() throws {
        let world = try world(.close)
        let (slow, publisher) = try pair(world)
        for number in 1...5 { publisher.sends(publish(number)) }
        #expect(slow.isConnected)
        world.loop.advanceTime(by: .milliseconds(2200))
        #expect(!slow.isConnected)
    }

    @Test("The budget in messages counts as well")
    func messages() throws {
        let world = try World.open {
            $0.realms[0].roles[0].slowConsumer = .init(policy: .close, messages: 3)
        }
        let (_, publisher) = try pair(world)
        for number in 1...3 { publisher.sends(#"[16,\#(number),{},"com.t"]"#) }
        #expect(world.inspect { $0.sessionCount } == 2)
        publisher.sends(#"[16,4,{},"com.t"]"#)
        #expect(world.inspect { $0.sessionCount } == 1)
    }

    @Test("A burst that the peer takes at once is within every budget")
    func burst() throws {
        let world = try world(.close)
        let alice = try world.join()
        alice.sends(#"[32,1,{},"com.t"]"#)
        let publisher = try world.join()
        publisher.sends(messages: (1...30).map { Array(publish($0).utf8) })
        #expect(alice.nextTexts().count == 31)
        #expect(world.inspect { $0.sessionCount } == 2)
    }

    // MARK: drop_newest, drop_oldest

    @Test("drop_newest: the events that come meanwhile are missing, and the subscriber is told how many")
    func dropNewest() throws {
        let world = try world(.dropNewest)
        let (slow, publisher) = try pair(world)
        for number in 1...9 { publisher.sends(publish(number)) }
        #expect(world.session(slow.session)?.droppedEvents == 4)
        #expect(world.inspect { $0.droppedEvents } == 4)
        slow.reads()
        publisher.sends(publish(10))
        let texts = slow.nextTexts()
        #expect(events(texts.filter { !$0.contains(dropped) }) == ["1", "2", "3", "4", "5", "10"])
        #expect(texts.dropFirst(5).first?.wholeMatch(of: dropped)?.1 == "4")
        // It has been told once.
        slow.reads()
        slow.receivesNothing()
    }

    @Test("drop_oldest: of what comes meanwhile the latest is kept, and the gap is told where it is")
    func dropOldest() throws {
        let world = try world(.dropOldest)
        let (slow, publisher) = try pair(world)
        // 3 fill the half that is on its way, 2 the half that is held back.
        for number in 1...9 { publisher.sends(publish(number)) }
        #expect(world.session(slow.session)?.droppedEvents == 4)
        slow.reads()
        publisher.sends(publish(10))
        let texts = slow.nextTexts()
        #expect(events(Array(texts.prefix(3))) == ["1", "2", "3"])
        #expect(texts.dropFirst(3).first?.wholeMatch(of: dropped)?.1 == "4")
        #expect(events(Array(texts.dropFirst(4))) == ["8", "9", "10"])
    }

    @Test("drop_oldest: what is held back stays behind what is sent, piece by piece")
    func backlogInPieces() throws {
        let world = try world(.dropOldest, bytes: 12_000)
        let (slow, publisher) = try pair(world)
        for number in 1...12 { publisher.sends(publish(number)) }
        for number in 13...40 {
            slow.reads(again: false)
            publisher.sends(publish(number))
        }
        slow.reads()
        let texts = slow.nextTexts()
        #expect(events(texts) == (1...40).map(String.init))
        #expect(world.session(slow.session)?.outbound.holdsEvents == false)
    }

    @Test("drop_oldest: events of a subscription that was given up meanwhile are not sent")
    func unsubscribed() throws {
        let world = try world(.dropOldest)
        let (slow, publisher) = try pair(world)
        for number in 1...4 { publisher.sends(publish(number)) }
        slow.sends("[34,3,1]")
        slow.reads()
        #expect(events(slow.nextTexts()) == ["1", "2", "3", "[35,3]"])
    }

    @Test(
        "Whatever is not an event is never dropped: more of it than the limit ends the session",
        arguments: [RouterConfiguration.SlowConsumer.Policy.dropOldest, .dropNewest])
    func results(policy: RouterConfiguration.SlowConsumer.Policy) throws {
        let world = try world(policy)
        let (slow, callee) = try pair(world)
        callee.sends(#"[64,1,{},"com.p"]"#)
        callee.receives("[65,1,1]")
        let result = String(repeating: "y", count: 9000)
        for number in 3...6 {
            slow.sends(#"[48,\#(number),{},"com.p"]"#)
            callee.receives("[68,\(number - 2),1,{}]")
            callee.sends(#"[70,\#(number - 2),{},["\#(result)"]]"#)
        }
        #expect(world.inspect { $0.sessionCount } == 2)
        slow.sends(#"[48,7,{},"com.p"]"#)
        callee.receives("[68,5,1,{}]")
        callee.sends(#"[70,5,{},["\#(result)"]]"#)
        #expect(world.inspect { $0.sessionCount } == 1)
        slow.reads()
        let texts = slow.nextTexts()
        #expect(texts.filter { $0.hasPrefix("[50,") }.count == 5)
        #expect(texts.dropLast().last?.hasSuffix(#","wamp.error.slow_consumer"]"#) == true)
    }

    @Test(
        "A call to a slow callee is refused where nobody is paused for it",
        arguments: [RouterConfiguration.SlowConsumer.Policy.dropOldest, .dropNewest])
    func slowCallee(policy: RouterConfiguration.SlowConsumer.Policy) throws {
        let world = try world(policy)
        let (slow, caller) = try pair(world)
        slow.sends(#"[64,3,{},"com.p"]"#)
        for number in 1...7 { caller.sends(#"[48,\#(number),{},"com.p",["\#(filling)"]]"#) }
        let refusals = caller.nextTexts()
        #expect(!refusals.isEmpty)
        #expect(
            refusals.allSatisfy {
                $0.hasSuffix(
                    #"{},"wamp.error.unavailable",["the callee does not take the messages that wait for it"]]"#
                )
            })
        slow.reads()
        let invocations = slow.nextTexts().dropFirst()
        #expect(invocations.count == 7 - refusals.count)
        caller.sends(#"[48,8,{},"com.p"]"#)
        slow.receives("[68,\(invocations.count + 1),1,{}]")
    }
}
