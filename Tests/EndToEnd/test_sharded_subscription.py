"""Subscribers that share the events of a topic among them (WAMP advanced profile, "Sharded Subscription").

The specification names `rkey` and `nkey` and leaves the rest open. Here: an event with a resource key goes to one of
those subscribers of a subscription that have a node key, always to the same one, and to all that have none.
"""

from raw_session import EVENT, UNSUBSCRIBE, raw_session

TOPIC = "com.example.sensors"


def received(peer):
    """The first arguments of all events that the router has had for the session so far."""
    peer.submit(UNSUBSCRIBE, 2**53)
    values = []
    while (message := peer.receive())[0] == EVENT:
        values.append(message[4][0])
    return values


def close(*peers):
    for peer in peers:
        peer.socket.close()


def test_each_resource_key_has_one_node(router):
    publisher, *nodes = peers = [raw_session(router) for _ in range(5)]
    for number, node in enumerate(nodes):
        node.subscribe(TOPIC, nkey=f"node{number}")
    keys = [f"sensor{number}" for number in range(60)]
    for key in keys * 2:
        publisher.publish(TOPIC, key, rkey=key)
    shares = [received(node) for node in nodes]
    assert sorted(sum(shares, [])) == sorted(keys * 2)
    assert all(share.count(key) == 2 for share in shares for key in share)
    assert sum(1 for share in shares if share) > 1
    close(*peers)


def test_the_keys_of_a_lost_node_move_and_the_others_stay(router):
    watcher, publisher, *nodes = peers = [raw_session(router) for _ in range(6)]
    watcher.subscribe("wamp.session.on_leave")
    for number, node in enumerate(nodes):
        node.subscribe(TOPIC, nkey=f"node{number}")
    keys = [f"sensor{number}" for number in range(60)]

    def shares(of):
        for key in keys:
            publisher.publish(TOPIC, key, rkey=key)
        return {key: node for node in of for key in received(node)}

    before = shares(nodes)
    lost, *rest = nodes
    lost.reset()
    assert watcher.take(EVENT)[4][0] == lost.session
    after = shares(rest)
    assert after.keys() == before.keys()
    assert all(after[key] is node for key, node in before.items() if node is not lost)
    close(*peers)


def test_events_without_a_key_and_subscribers_without_one_are_as_ever(router):
    publisher, first, second, plain = peers = [raw_session(router) for _ in range(4)]
    first.subscribe(TOPIC, nkey="a")
    second.subscribe(TOPIC, nkey="b")
    plain.subscribe(TOPIC)
    publisher.publish(TOPIC, "for all")
    publisher.publish(TOPIC, "for one", rkey="key")
    assert received(plain) == ["for all", "for one"]
    shares = [received(first), received(second)]
    assert sorted(shares) == [["for all"], ["for all", "for one"]]
    close(*peers)


def test_patterns_share_as_well(router):
    publisher, first, second = peers = [raw_session(router) for _ in range(3)]
    for node in (first, second):
        node.subscribe("com.example.sensors.", match="prefix", nkey=str(node.session))
    for number in range(40):
        publisher.publish(f"com.example.sensors.s{number}", number, rkey=f"s{number}")
    assert sorted(received(first) + received(second)) == list(range(40))
    close(*peers)
