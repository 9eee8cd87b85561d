"""What the router passes on unread (WAMP advanced profile, "Payload Passthru Mode"; basic profile, "Extensibility"),
and what Autobahn|Python has beside it: payload transparency (`enc_algo`), `transaction_hash` and `forward_for`.
"""

import json

import pytest
from autobahn.wamp.interfaces import IPayloadCodec
from autobahn.wamp.types import (
    CallOptions, EncodedPayload, PublishOptions, RegisterOptions, SubscribeOptions,
)

from autobahn_peer import Inbox, sessions
from raw_session import CALL, ERROR, EVENT, INVOCATION, PUBLISH, RESULT, YIELD, hello, raw_session

PASSTHRU = {
    "ppt_scheme": "x_own", "ppt_serializer": "custom", "ppt_cipher": "xsalsa20poly1305", "ppt_keyid": "key/1",
}
PAYLOAD = bytes(range(5))
OPAQUE = "com.example.opaque"
UNSUPPORTED = "wamp.error.feature_not_supported"
VIOLATION = "wamp.error.protocol_violation"


def test_passthru_attributes_accompany_a_call_its_result_and_its_error(router):
    with raw_session(router) as callee, raw_session(router) as caller:
        callee.register(OPAQUE)
        request = caller.call(OPAQUE, PAYLOAD, **PASSTHRU)
        invocation = callee.take(INVOCATION)
        assert invocation[3:] == [PASSTHRU, [PAYLOAD]]
        callee.give(invocation, PAYLOAD, **PASSTHRU)
        assert caller.receive() == [RESULT, request, PASSTHRU, [PAYLOAD]]
        request = caller.call(OPAQUE, PAYLOAD, **PASSTHRU)
        callee.send([ERROR, INVOCATION, callee.take(INVOCATION)[1], PASSTHRU, "com.example.error", [PAYLOAD]])
        assert caller.receive() == [ERROR, CALL, request, PASSTHRU, "com.example.error", [PAYLOAD]]


def test_passthru_attributes_accompany_an_event(router):
    with raw_session(router) as subscriber, raw_session(router) as publisher:
        subscription = subscriber.subscribe(OPAQUE)
        publication = publisher.publish(OPAQUE, PAYLOAD, **PASSTHRU)
        assert subscriber.receive() == [EVENT, subscription, publication, PASSTHRU, [PAYLOAD]]


@pytest.mark.parametrize(("role", "code"), [("caller", CALL), ("publisher", PUBLISH)])
def test_who_did_not_announce_passthru_violates_the_protocol_by_using_it(router, role, code):
    with raw_session(router, details=hello(**{role: ["payload_passthru_mode"]})) as peer:
        peer.submit(code, PASSTHRU, OPAQUE, [PAYLOAD])
        assert peer.receive()[::2] == [3, VIOLATION]


def test_a_callee_that_did_not_announce_passthru_violates_the_protocol_by_answering_with_it(router):
    details = hello(callee=["payload_passthru_mode"])
    with raw_session(router, details=details) as callee, raw_session(router) as caller:
        callee.register(OPAQUE)
        request = caller.call(OPAQUE)
        callee.give(callee.take(INVOCATION), PAYLOAD, **PASSTHRU)
        assert callee.receive()[::2] == [3, VIOLATION]
        assert caller.receive()[:5] == [ERROR, CALL, request, {}, "wamp.error.canceled"]


def test_a_callee_that_did_not_announce_passthru_gets_none(router):
    details = hello(callee=["payload_passthru_mode"])
    with raw_session(router, details=details) as callee, raw_session(router) as caller:
        callee.register(OPAQUE)
        assert caller.refused(CALL, PASSTHRU, OPAQUE, [PAYLOAD]) == UNSUPPORTED
        callee.assert_quiet()


def test_a_caller_that_did_not_announce_passthru_gets_none(router):
    """The specification has the dealer answer the callee; a caller must not wait for ever either."""
    details = hello(caller=["payload_passthru_mode"])
    with raw_session(router) as callee, raw_session(router, details=details) as caller:
        callee.register(OPAQUE)
        request = caller.call(OPAQUE)
        invocation = callee.take(INVOCATION)
        callee.give(invocation, PAYLOAD, **PASSTHRU)
        answer = callee.receive()
        assert answer[:3] + answer[4:5] == [ERROR, YIELD, invocation[1], UNSUPPORTED]
        answer = caller.receive()
        assert answer[:3] == [ERROR, CALL, request]


def test_own_attributes_are_passed_on_and_unknown_ones_are_not(router):
    options = {"_x_own": {"a": [1.0]}, "_abc": None, "unknown": 1, "_X_UPPER": 2}
    passed = {"_x_own": {"a": [1.0]}, "_abc": None}
    with raw_session(router) as peer, raw_session(router) as other:
        peer.register(OPAQUE)
        peer.subscribe(OPAQUE)
        other.publish(OPAQUE, **options)
        assert peer.take(EVENT)[3] == passed
        request = other.call(OPAQUE, **options)
        invocation = peer.take(INVOCATION)
        assert invocation[3] == passed
        peer.give(invocation, **options)
        assert other.receive()[:3] == [RESULT, request, passed]


# What Autobahn|Python has beside the specification


class Codec:
    """A payload codec without secrets."""

    def encode(self, is_originating, uri, args=None, kwargs=None):
        return EncodedPayload(json.dumps([uri, args, kwargs]).encode(), "mqtt", "json")

    def decode(self, is_originating, uri, encoded):
        assert (encoded.enc_algo, encoded.enc_serializer) == ("mqtt", "json")
        return json.loads(encoded.payload)


IPayloadCodec.register(Codec)


async def test_an_opaque_payload_of_autobahn_passes_both_ways(router):
    """Payload transparency, which payload passthru mode replaced: one binary value in the place of the arguments."""
    async with sessions(router, 2) as (first, second):
        for session in (first, second):
            session.set_payload_codec(Codec())
        await first.register(lambda a, b: a + b, "com.example.add")
        assert await second.call("com.example.add", 2, b=3) == 5
        inbox = Inbox()
        await first.subscribe(inbox, OPAQUE, SubscribeOptions(details=True))
        await second.publish(OPAQUE, 1, two=2, options=PublishOptions(acknowledge=True))
        [(args, kwargs)] = await inbox.take()
        assert kwargs.pop("details").enc_algo == "mqtt"
        assert (args, kwargs) == ((1,), {"two": 2})


def test_an_opaque_payload_stays_as_it_is(router):
    with raw_session(router) as peer, raw_session(router) as other:
        peer.register(OPAQUE)
        options = {"enc_algo": "cryptobox", "enc_key": "key", "enc_serializer": "cbor"}
        request = other.submit(CALL, options, OPAQUE, PAYLOAD)
        invocation = peer.take(INVOCATION)
        assert invocation[3:] == [options, PAYLOAD]
        peer.send([YIELD, invocation[1], options, PAYLOAD])
        assert other.receive() == [RESULT, request, options, PAYLOAD]


async def test_a_transaction_hash_is_passed_on(router):
    digest = "a" * 64
    async with sessions(router, 2) as (first, second):
        options = RegisterOptions(details_arg="details")
        await first.register(lambda details: details.transaction_hash, "com.example.hash", options)
        assert await second.call("com.example.hash", options=CallOptions(transaction_hash=digest)) == digest
        inbox = Inbox()
        await first.subscribe(inbox, OPAQUE, SubscribeOptions(details=True))
        options = PublishOptions(acknowledge=True, transaction_hash=digest)
        await second.publish(OPAQUE, options=options)
        [(_, kwargs)] = await inbox.take()
        assert kwargs["details"].transaction_hash == digest


async def test_the_sessions_that_an_event_was_forwarded_for_are_passed_on(router):
    """Autobahn|Python shows `forward_for` in EventDetails and not in CallDetails."""
    path = [{"session": 1, "authid": "router1", "authrole": "rlink"}]
    async with sessions(router, 2) as (publisher, subscriber):
        inbox = Inbox()
        await subscriber.subscribe(inbox, OPAQUE, SubscribeOptions(details=True))
        await publisher.publish(OPAQUE, options=PublishOptions(acknowledge=True, forward_for=path))
        [(_, kwargs)] = await inbox.take()
        assert kwargs["details"].forward_for == path
