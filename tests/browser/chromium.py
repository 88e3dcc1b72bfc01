"""Drives a headless Chromium over a pipe; needs nothing but Python."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"]


def find():
    """The browser's path; installs Debian's where there is none and we may. None if there is none to be had."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path or os.geteuid() != 0 or not shutil.which("apt-get"):
        return path
    install = "apt-get update -qq && apt-get install -qqy --no-install-recommends chromium fonts-noto-cjk"
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.run(["sh", "-c", install], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return shutil.which("chromium")


class Browser:
    """One browser with one page. Collects what the page says on its console, and every address it asks for."""

    def __init__(self, path):
        self.home = tempfile.mkdtemp(prefix="tigang-browser-")
        to_browser, self.to = os.pipe()
        self.of, from_browser = os.pipe()

        def plumb():
            # Through high numbers, so that neither end is closed by the other's move.
            high = os.dup(to_browser), os.dup(from_browser)
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe",
                 "--no-first-run", "--disable-dev-shm-usage", "--user-data-dir=" + self.home, "about:blank"]
        self.process = subprocess.Popen([path, *flags], preexec_fn=plumb, close_fds=False,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.number, self.rest, self.events = 0, b"", []
        self.session = None
        pages = self.ask("Target.getTargets")["targetInfos"]
        page = next(page for page in pages if page["type"] == "page")
        self.session = self.ask("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.ask(domain + ".enable")

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def ask(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def read(self):
        while b"\0" not in self.rest:
            got = os.read(self.of, 1 << 20)
            if not got:
                raise RuntimeError("the browser has gone")
            self.rest += got
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def window(self, width, height, mobile=False, scale=1):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=mobile)
        self.ask("Emulation.setTouchEmulationEnabled", enabled=mobile)

    def media(self, dark=False, kind=""):
        scheme = "dark" if dark else "light"
        self.ask("Emulation.setEmulatedMedia", media=kind, features=[{"name": "prefers-color-scheme", "value": scheme}])

    def scripts(self, on):
        self.ask("Emulation.setScriptExecutionDisabled", value=not on)

    def open(self, address):
        """Opens a page; the seconds until it has loaded and painted."""
        self.events.clear()
        start = time.monotonic()
        self.ask("Page.navigate", url=address)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.read())
        loaded = time.monotonic() - start
        self.ask("Page.captureScreenshot", format="jpeg", quality=1)
        return loaded, time.monotonic() - start

    def run(self, expression):
        """The value of an expression in the page."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(expression + ": " + answer["exceptionDetails"]["exception"].get("description", "failed"))
        return answer["result"].get("value")

    def key(self, key):
        self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, text=key if len(key) == 1 else "")
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=key)

    def move(self, css):
        x, y = self.middle(css)
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, css):
        x, y = self.middle(css)
        for type in ["mousePressed", "mouseReleased"]:
            self.ask("Input.dispatchMouseEvent", type=type, x=x, y=y, button="left", clickCount=1)

    def middle(self, css):
        find = f"document.querySelector({json.dumps(css)})"
        box = self.run(f"(() => {{ const el = {find}; if (!el) return null; el.scrollIntoView({{block: 'nearest'}}); "
                       "const r = el.getClientRects()[0]; return r && [r.left + r.width / 2, r.top + r.height / 2]; })()")
        if not box:
            raise RuntimeError(f"nothing to click at {css}")
        return box

    def complaints(self):
        """Errors and warnings of the console, and exceptions."""
        self.ask("Runtime.evaluate", expression="0")
        found = []
        for event in self.events:
            parameters = event.get("params", {})
            match event.get("method"):
                case "Runtime.exceptionThrown":
                    details = parameters["exceptionDetails"]
                    found.append(details.get("exception", {}).get("description") or details["text"])
                case "Log.entryAdded" if parameters["entry"]["level"] in ("error", "warning"):
                    found.append(parameters["entry"]["text"])
                case "Runtime.consoleAPICalled" if parameters["type"] in ("error", "warning"):
                    found.append(str(parameters["args"]))
        return found

    def requests(self):
        """Every address asked for since the page was opened."""
        return [event["params"]["request"]["url"] for event in self.events
                if event.get("method") == "Network.requestWillBeSent"]

    def picture(self, path, whole=False):
        data = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def print(self, path):
        data = self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
