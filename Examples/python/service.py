"""A WAMP service in Python: procedures, a clock, and a conversation with the browser page.

Usage:

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python service.py [--url ws://localhost:8080/ws] [--realm realm1]

Then open http://localhost:8080/ and call com.example.python.upper from the page. When a
page opens, this service calls the page's procedure com.example.browser.add.
"""

import argparse
import asyncio
from datetime import datetime, timezone

from autobahn.asyncio.component import Component, run
from autobahn.wamp.exception import ApplicationError, TransportLost
from autobahn.wamp.types import CallDetails, RegisterOptions

CHAT = "com.example.chat"
CLOCK = "com.example.clock"
BROWSER_ADD = "com.example.browser.add"


def upper(text):
    if not isinstance(text, str):
        raise ApplicationError("wamp.error.invalid_argument", "a string, please")
    return text.upper()


def add(*numbers):
    return sum(numbers)


def divide(dividend, divisor):
    """Shows an application error with positional and keyword arguments."""
    if divisor == 0:
        raise ApplicationError(
            "com.example.error.division_by_zero", "nothing can be divided by zero", dividend=dividend
        )
    return dividend / divisor


async def countdown(start, details: CallDetails = None):
    """Shows progressive results, for callers who asked for them."""
    for remaining in range(min(int(start), 60), 0, -1):
        if details.progress:
            details.progress(remaining)
        await asyncio.sleep(1)
    return "lift-off"


async def run_clock(session):
    """Publishes the time once a second."""
    while session.is_attached():
        session.publish(CLOCK, datetime.now(timezone.utc).isoformat(timespec="seconds"))
        await asyncio.sleep(1)


async def greet_browsers(session):
    """Calls the page's procedure when a page has registered it, and says so in the chat."""
    present = False
    while session.is_attached():
        try:
            total = await session.call(BROWSER_ADD, 2, 3)
        except ApplicationError as error:
            if error.error != ApplicationError.NO_SUCH_PROCEDURE:
                print(f"{BROWSER_ADD}: {error}")
            present = False
        else:
            if not present:
                print(f"{BROWSER_ADD}(2, 3) = {total}")
                session.publish(CHAT, f"the browser says that 2 + 3 = {total}", **{"from": "service.py"})
            present = True
        await asyncio.sleep(10 if present else 1)


def on_chat(text, **details):
    print(f"{details.get('from', 'somebody')}: {text}")


async def on_join(session, details):
    print(f"joined {details.realm} as session {details.session}")
    await session.register(upper, "com.example.python.upper")
    await session.register(add, "com.example.math.add")
    await session.register(divide, "com.example.math.divide")
    await session.register(
        countdown, "com.example.python.countdown", RegisterOptions(details_arg="details")
    )
    await session.subscribe(on_chat, CHAT)
    print("ready", flush=True)
    try:
        await asyncio.gather(run_clock(session), greet_browsers(session))
    except TransportLost:
        print("connection lost")  # the component joins again by itself


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--url", default="ws://localhost:8080/ws")
    arguments.add_argument("--realm", default="realm1")
    options = arguments.parse_args()

    transport = {
        "type": "websocket",
        "url": options.url,
        "serializers": ["json"],
        "max_retries": -1,
    }
    component = Component(transports=[transport], realm=options.realm)
    component.on("join", on_join)
    run([component], log_level="warn")


if __name__ == "__main__":
    main()
