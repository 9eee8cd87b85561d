"""Fixtures and the closing line."""

import asyncio
import inspect

import pytest

from certificates import Certificates
from router import BROWSER_EXAMPLE, PATIENCE, Router

counts = {"passed": 0, "failed": 0}


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    """An authority, and what it signs."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def router(tmp_path_factory, certificates):
    """The router that most tests share: one open realm, the browser example as its pages, a Unix socket, TLS."""
    listener = {"static_files": str(BROWSER_EXAMPLE)}
    # Longer than a test waits: where a close is expected, no deadline may stand in for it.
    limits = {"hello_timeout_ms": 60_000, "handshake_timeout_ms": 60_000}
    directory = tmp_path_factory.mktemp("router")
    with Router(directory, listener=listener, limits=limits, unix={}, certificates=certificates) as running:
        yield running
        assert running.is_running(), "the shared router died during the tests"


@pytest.fixture
def start_router(tmp_path):
    """Starts routers of a test's own, which end with it."""
    running = []

    def start(**sections):
        directory = tmp_path / f"router{len(running)}"
        directory.mkdir()
        running.append(Router(directory, **sections).start())
        return running[-1]

    yield start
    for router in running:
        router.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Runs coroutine tests on an event loop of their own, bounded in time."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    asyncio.run(asyncio.wait_for(pyfuncitem.obj(**arguments), 3 * PATIENCE))
    return True


def pytest_runtest_logreport(report):
    if report.failed or report.skipped:
        counts["failed"] += 1
    elif report.when == "call":
        counts["passed"] += 1


def pytest_collectreport(report):
    if report.failed:
        counts["failed"] += 1


def pytest_unconfigure():
    print(f"{counts['passed']} passed, {counts['failed']} failed")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session):
    if counts["failed"] or not counts["passed"]:
        session.exitstatus = 1
