"""A raw session that numbers its requests and announces whatever a client can."""

from wire import Wire

PUBLISH, SUBSCRIBE, UNSUBSCRIBE, CALL, CANCEL, REGISTER, UNREGISTER, YIELD = 16, 32, 34, 48, 49, 64, 66, 70
ERROR, EVENT, RESULT, INVOCATION, INTERRUPT, GOODBYE = 8, 36, 50, 68, 69, 6

OPAQUE = ["payload_passthru_mode", "payload_transparency"]
FEATURES = {
    "caller": [
        "caller_identification", "call_canceling", "call_timeout", "progressive_call_results",
        "progressive_call_invocations", "sharded_registration", *OPAQUE,
    ],
    "callee": [
        "caller_identification", "call_canceling", "call_timeout", "call_trustlevels", "call_reroute",
        "pattern_based_registration", "shared_registration", "sharded_registration",
        "registration_revocation", "progressive_call_results", "progressive_call_invocations", *OPAQUE,
    ],
    "publisher": [
        "publisher_identification", "publisher_exclusion", "subscriber_blackwhite_listing",
        "sharded_subscription", *OPAQUE,
    ],
    "subscriber": [
        "publisher_identification", "publication_trustlevels", "pattern_based_subscription",
        "sharded_subscription", "event_history", "subscription_revocation", *OPAQUE,
    ],
}


def hello(**without):
    """HELLO.Details with every feature but those named: `hello(callee=["call_canceling"])`."""
    return {
        "roles": {
            role: {"features": {name: True for name in names if name not in without.get(role, ())}}
            for role, names in FEATURES.items()
        }
    }


class Requests:
    """What a session asks for, over any transport. What is sent and received stays a plain WAMP message."""

    requests = 0

    def submit(self, code, options, *rest):
        """Sends a request; returns its id."""
        self.requests += 1
        self.send([code, self.requests, options, *rest])
        return self.requests

    def perform(self, code, options, *rest):
        """Sends a request, whose success must be the next message; returns it."""
        request = self.submit(code, options, *rest)
        answer = self.receive()
        success = RESULT if code == CALL else code + 1
        assert answer[:2] == [success, request], f"{[code, request, options, *rest]}: {answer}"
        return answer

    def refused(self, code, options, *rest):
        """Sends a request, whose ERROR must be the next message; returns the error URI."""
        request = self.submit(code, options, *rest)
        answer = self.receive()
        assert answer[:3] == [ERROR, code, request], f"{[code, request, options, *rest]}: {answer}"
        return answer[4]

    def subscribe(self, topic, **options):
        return self.perform(SUBSCRIBE, options, topic)[2]

    def register(self, procedure, **options):
        return self.perform(REGISTER, options, procedure)[2]

    def publish(self, topic, *args, **options):
        """An acknowledged publication; returns its id."""
        return self.perform(PUBLISH, {"acknowledge": True, **options}, topic, list(args))[2]

    def call(self, procedure, *args, **options):
        """Sends a CALL; returns its id."""
        return self.submit(CALL, options, procedure, list(args))

    def result(self, procedure, *args, **kwargs):
        """Calls a procedure that the router answers itself; returns its first result."""
        answer = self.perform(CALL, {}, procedure, list(args), kwargs)
        return answer[3][0] if len(answer) > 3 else None

    def give(self, invocation, *args, **options):
        """Answers an INVOCATION."""
        self.send([YIELD, invocation[1], options, list(args)])

    def fail(self, invocation, uri, *args):
        self.send([ERROR, INVOCATION, invocation[1], {}, uri, list(args)])

    def take(self, code):
        """The next message, which must be of this type."""
        message = self.receive()
        assert message[0] == code, f"not the expected {code}: {message}"
        return message

    def assert_quiet(self):
        """Everything that the router had for this session has been received."""
        assert self.refused(UNSUBSCRIBE, 2**53) == "wamp.error.no_such_subscription"


class RawSession(Requests, Wire):
    """A session on a bare WebSocket."""


def raw_session(router, realm="realm1", details=None):
    peer = RawSession(router.port)
    peer.open()
    peer.welcome = peer.join(realm, details or hello())
    return peer
