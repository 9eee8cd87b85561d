"""The browser example in Chromium and the Python example, served by and connected through the router."""

import asyncio
import contextlib
import sys

from chromium import chromium
from router import BROWSER_EXAMPLE, PATIENCE, REPOSITORY, Router

SERVICE = REPOSITORY / "Examples" / "python" / "service.py"
ONLINE = "document.querySelector('#status').dataset.state === 'online'"


class Service:
    """The Python example as a process; what it prints is kept in `lines`."""

    def __init__(self, process):
        self.process = process
        self.lines = []

    async def until_line(self, part):
        while not any(part in line for line in self.lines):
            line = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)
            assert line, f"the service ended without saying {part!r}: {self.lines}"
            self.lines.append(line.decode().rstrip())


@contextlib.asynccontextmanager
async def python_service(router):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-u", str(SERVICE), "--url", router.url,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )
    try:
        service = Service(process)
        await service.until_line("ready")
        yield service
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def assert_no_complaints(page):
    assert page.complaints == []


async def test_page_and_service_call_each_other_and_exchange_events(router):
    async with python_service(router) as service, chromium() as open_page:
        page = await open_page(f"{router.page}/")
        await page.until(ONLINE)
        assert "realm1" in await page.text("#status")

        # The service finds the page's procedure, calls it, and tells so in the chat.
        await page.until_text("#served", "2 + 3 = 5")
        await page.until_text("#messages", "the browser says that 2 + 3 = 5")
        await service.until_line("com.example.browser.add(2, 3) = 5")

        # The page calls the service: a result, progressive results, an error with its arguments.
        await page.fill("#call", uri="com.example.python.upper", args='["grüße, 世界"]')
        await page.until_text("#call-result", '"GRÜSSE, 世界"')
        await page.fill("#call", uri="com.example.math.add", args="[1, 2, 3.5]")
        await page.until_text("#call-result", "6.5")
        await page.fill("#call", uri="com.example.python.countdown", args="[1]")
        await page.until_text("#call-result", '"lift-off"')
        await page.fill("#call", uri="com.example.math.divide", args="[1, 0]")
        error = await page.until_text("#call-result", "com.example.error.division_by_zero")
        assert "nothing can be divided by zero" in error and "dividend=1" in error
        assert await page.evaluate("document.querySelector('#call-result').dataset.kind") == "error"

        # Events both ways.
        await page.fill("#subscribe", uri="com.example.clock")
        await page.until_text("#subscriptions", "×")
        await page.fill("#chat", from_="Ada", text="hello from the page")
        await service.until_line("Ada: hello from the page")
        await page.until_text("#messages", "hello from the page")

        await page.screenshot("browser-light.png")
        await page.screenshot("browser-dark.png", dark=True)
        await page.screenshot("browser-narrow.png", width=390, height=1900)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page overflows"
        assert_no_complaints(page)


async def test_a_running_call_can_be_canceled_from_the_page(router):
    async with python_service(router), chromium() as open_page:
        page = await open_page(f"{router.page}/")
        await page.until(ONLINE)
        await page.fill("#call", uri="com.example.python.countdown", args="[60]")
        await page.until("!document.querySelector('#cancel').hidden")
        await page.evaluate("document.querySelector('#cancel').click()")
        await page.until_text("#call-result", "wamp.error.canceled")
        assert_no_complaints(page)


async def test_markup_in_payloads_stays_text(router):
    async with chromium() as open_page:
        page = await open_page(f"{router.page}/")
        await page.until(ONLINE)
        markup = "<img src=x onerror=alert(1)><b>bold</b>"
        await page.fill("#chat", from_=markup[:30], text=markup)
        await page.until_text("#messages", markup)
        await page.fill("#subscribe", uri="com.example.news")
        await page.until_text("#subscriptions", "no event yet")
        await page.fill("#publish", uri="com.example.news", args=f'["{markup}"]', kwargs='{"<i>": "<u>"}')
        await page.until_text("#subscriptions", markup)
        await page.until_text("#log", markup)
        assert await page.evaluate("document.querySelectorAll('main img, main i, main u, main b b').length") == 0
        assert_no_complaints(page)


async def test_publishing_shows_the_publication_and_leaving_out_the_acknowledgement_does_not(router):
    async with chromium() as open_page:
        page = await open_page(f"{router.page}/")
        await page.until(ONLINE)
        await page.fill("#publish", uri="com.example.news")
        await page.until_text("#publish-result", "publication ")
        await page.evaluate("document.querySelector('#publish').elements.acknowledge.click()")
        await page.fill("#publish", uri="com.example.news")
        await page.until("document.querySelector('#publish-result').textContent === 'sent'")
        assert_no_complaints(page)


async def test_errors_are_shown_where_they_happen(router):
    async with chromium() as open_page:
        page = await open_page(f"{router.page}/")
        await page.until(ONLINE)
        await page.fill("#call", uri="com.example.missing", args="[]")
        await page.until_text("#call-result", "wamp.error.no_such_procedure")
        await page.fill("#call", uri="com.example.browser.add", args='["a"]')
        await page.until_text("#call-result", "wamp.error.invalid_argument")
        await page.fill("#call", uri="com.example.browser.add", args="[1, ")
        await page.until_text("#call-result", "a JSON list is needed")
        assert await page.evaluate("document.querySelector('#call [name=args]').getAttribute('aria-invalid')") == "true"
        await page.fill("#publish", uri="com..invalid")
        await page.until_text("#publish-result", "wamp.error.invalid_uri")
        await page.fill("#subscribe", uri="com..invalid")
        await page.until_text("#subscribe-result", "wamp.error.invalid_uri")
        assert_no_complaints(page)


async def test_an_unsubscribed_topic_is_gone(router):
    async with chromium() as open_page:
        page = await open_page(f"{router.page}/")
        await page.until(ONLINE)
        await page.fill("#subscribe", uri="com.example.news")
        await page.until_text("#subscriptions", "com.example.news")
        await page.evaluate("document.querySelector('#subscriptions button').click()")
        await page.fill("#publish", uri="com.example.news", args='["unheard"]')
        await page.until_text("#publish-result", "publication ")
        assert "unheard" not in await page.text("#log")
        assert await page.text("#subscriptions") == ""
        assert_no_complaints(page)


async def test_a_second_page_is_told_that_the_procedure_is_taken(router):
    async with chromium() as open_page:
        first = await open_page(f"{router.page}/")
        await first.until(ONLINE)
        second = await open_page(f"{router.page}/")
        await second.until_text("#log", "wamp.error.procedure_already_exists")
        await second.fill("#chat", from_="second", text="hello first")
        await first.until_text("#messages", "hello first")
        await second.fill("#call", uri="com.example.browser.add", args="[20, 22]")
        await second.until_text("#call-result", "42")
        await first.until_text("#served", "20 + 22 = 42")


async def test_the_page_leaves_with_goodbye_and_joins_again(router):
    async with chromium() as open_page:
        page = await open_page(f"{router.page}/")
        await page.until(ONLINE)
        await page.evaluate("document.querySelector('#connect').click()")
        await page.until_text("#log", "left: wamp.close.goodbye_and_out")
        assert await page.text("#connect") == "Connect"
        assert await page.evaluate("document.querySelector('#call button').disabled")
        await page.evaluate("document.querySelector('#connect').click()")
        await page.until(ONLINE)
        assert_no_complaints(page)


async def test_an_unknown_realm_is_a_final_refusal(router):
    async with chromium() as open_page:
        page = await open_page(f"{router.page}/")
        await page.until(ONLINE)
        await page.evaluate("document.querySelector('#connect').click()")
        await page.evaluate("document.querySelector('#realm').value = 'realm.unknown'")
        await page.evaluate("document.querySelector('#connect').click()")
        await page.until_text("#status", "Refused: wamp.error.no_such_realm")
        assert_no_complaints(page)


async def test_the_page_comes_back_after_a_restart_with_its_subscriptions(tmp_path):
    router = Router(tmp_path, listener={"static_files": str(BROWSER_EXAMPLE)}).start()
    try:
        async with chromium() as open_page:
            page = await open_page(f"{router.page}/")
            await page.until(ONLINE)
            await page.fill("#subscribe", uri="com.example.news")
            await page.until_text("#subscriptions", "com.example.news")
            router.terminate()
            await page.until_text("#log", "wamp.close.system_shutdown")
            assert await asyncio.to_thread(router.wait) == 0
            await page.until("document.querySelector('#status').dataset.state === 'waiting'")
            router.start()
            await page.until(ONLINE)
            await page.fill("#publish", uri="com.example.news", args='["after the restart"]')
            await page.until_text("#subscriptions", "after the restart")
            await page.fill("#call", uri="com.example.browser.add", args="[1, 1]")
            await page.until_text("#call-result", "2")
    finally:
        router.stop()
