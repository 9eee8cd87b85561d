"""A headless Chromium, driven by the DevTools protocol over its WebSocket."""

import asyncio
import base64
import contextlib
import itertools
import json
import shutil
import tempfile
import urllib.request
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from router import ARTEFACTS, PATIENCE


class Page:
    """One tab. Script errors and security complaints are kept in `complaints`."""

    def __init__(self, connection):
        self.connection = connection
        self.numbers = itertools.count(1)
        self.answers = {}
        self.complaints = []
        self.reader = asyncio.ensure_future(self.read())

    async def read(self):
        with contextlib.suppress(ConnectionClosed):
            async for text in self.connection:
                self.receive(json.loads(text))

    def receive(self, message):
        if "id" in message:
            self.answers.pop(message["id"]).set_result(message)
        elif message["method"] == "Runtime.exceptionThrown":
            self.complaints.append(message["params"]["exceptionDetails"])
        elif message["method"] == "Log.entryAdded":
            self.complaints.append(message["params"]["entry"])

    async def command(self, method, **parameters):
        number = next(self.numbers)
        self.answers[number] = asyncio.get_running_loop().create_future()
        await self.connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        message = await asyncio.wait_for(self.answers[number], PATIENCE)
        assert "error" not in message, f"{method}: {message['error']}"
        return message["result"]

    async def open(self, url):
        for domain in ("Page", "Runtime", "Log"):
            await self.command(f"{domain}.enable")
        await self.command("Page.navigate", url=url)
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def evaluate(self, expression):
        answer = await self.command(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, f"{expression}: {answer['exceptionDetails']}"
        return answer["result"].get("value")

    async def until(self, condition):
        """Waits in the page until the expression is true; returns its value."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        while loop.time() < deadline:
            if value := await self.evaluate(condition):
                return value
            await asyncio.sleep(0.02)
        raise AssertionError(f"never true: {condition}\n{await self.evaluate('document.body.innerText')}")

    async def text(self, selector):
        return await self.evaluate(f"document.querySelector({json.dumps(selector)})?.textContent ?? ''")

    async def until_text(self, selector, part):
        """Waits until the element's text contains `part`; returns the text."""
        element = f"document.querySelector({json.dumps(selector)})"
        await self.until(f"{element}?.textContent.includes({json.dumps(part)})")
        return await self.text(selector)

    async def fill(self, form, **values):
        """Fills a form's fields by name and sends it, as a person would."""
        assignments = "".join(
            f"form.elements[{json.dumps(name.rstrip('_'))}].value = {json.dumps(value)};"
            for name, value in values.items()
        )
        await self.evaluate(f"(() => {{ const form = document.querySelector({json.dumps(form)});"
                            f"{assignments} form.querySelector('button').click(); }})()")

    async def screenshot(self, name, *, width=1200, height=1000, dark=False, scale=1):
        await self.command("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        await self.command("Emulation.setDeviceMetricsOverride",
                           width=width, height=height, deviceScaleFactor=scale, mobile=width < 600)
        image = await self.command("Page.captureScreenshot", captureBeyondViewport=True)
        (ARTEFACTS / name).write_bytes(base64.b64decode(image["data"]))


@contextlib.asynccontextmanager
async def chromium():
    """Starts the browser; yields a function that opens a page in a new tab."""
    binary = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert binary, "Chromium is not installed (Debian: apt install chromium)"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            binary, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(end, process)
            port = await devtools_port(process, Path(profile) / "DevToolsActivePort")

            async def open_page(url):
                request = urllib.request.Request(f"http://127.0.0.1:{port}/json/new?about:blank", method="PUT")
                answer = await asyncio.to_thread(urllib.request.urlopen, request, timeout=PATIENCE)
                tab = json.load(answer)
                connection = await stack.enter_async_context(
                    connect(tab["webSocketDebuggerUrl"], max_size=None)
                )
                page = Page(connection)
                await page.open(url)
                return page

            yield open_page


async def devtools_port(process, file):
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while loop.time() < deadline and process.returncode is None:
        if file.exists() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        await asyncio.sleep(0.05)
    raise AssertionError("Chromium did not start")


async def end(process):
    if process.returncode is None:
        process.terminate()
    await process.wait()
