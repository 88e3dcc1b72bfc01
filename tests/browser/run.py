#!/usr/bin/env python3
"""Opens the pages of `tigang view` in a headless Chromium and works with them as a person would.

    python3 tests/browser/run.py TIGANG [FOLDER]

TIGANG is the program; pictures of the pages go to FOLDER, where one is given. Debian's Chromium is installed where
there is none and that is allowed; where none can be had, nothing is tested, and the script says so and ends well.
"""

import glob
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import chromium

TOP = pathlib.Path(__file__).resolve().parents[2]
HOSTILE = """在全县</title></script><img src=x onerror=alert(1)>工作会议上的讲话
同志们：
一、存在的问题
一是</script><script>alert(2)</script>前期工作滞后，"onmouseover="alert(3)。
二是<!--要素保障不力]]>，&lt;b&gt;。=cmd|' /C calc'!A0
二、下一步工作
由<svg/onload=alert(4)>县发改局牵头，9月底前完成。
"""
failures = []


def check(claim, found, wanted=True):
    if found != wanted:
        failures.append(claim)
        print(f"not so: {claim}: {found!r}, wanted {wanted!r}")


def main():
    tigang = os.path.abspath(sys.argv[1])
    pictures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    path = chromium.find()
    if not path:
        print("skipped: no Chromium here, and none could be installed (Debian: apt-get install chromium)")
        return 0
    with tempfile.TemporaryDirectory(prefix="tigang-pages-") as room:
        room = pathlib.Path(room)
        make(tigang, room)
        browser = chromium.Browser(path)
        try:
            for test in [a_page, words, narrow, paper, silent, long, hostile, versions, index]:
                before = len(failures)
                test(browser, room, pictures)
                print(f"{test.__name__}: {'fine' if len(failures) == before else 'wrong'}")
        finally:
            browser.close()
    print(f"{len(failures)} claims do not hold" if failures else "all claims hold")
    return 1 if failures else 0


def make(tigang, room):
    def view(*arguments):
        subprocess.run([tigang, "-q", "view", *map(str, arguments)], check=True, cwd=room)

    corpus = sorted(glob.glob(str(TOP / "corpus" / "*.txt")))
    texts = {path: pathlib.Path(path).read_text(encoding="utf-8") for path in corpus}
    view(TOP / "corpus" / "firm-energy.txt", "-o", "page.html")
    view(TOP / "corpus" / "scraped-gaps.txt", "-o", "gaps.html")
    view(TOP / "corpus" / "firm-energy.txt", "--lang", "en", "-o", "english.html")
    # One speech of 20,000 characters.
    text = texts[str(TOP / "corpus" / "firm-energy.txt")].split("同志们：\n", 1)
    body = text[1]
    (room / "long.txt").write_text(text[0] + "同志们：\n" + body * (1 + 20_000 // len(body)), encoding="utf-8")
    view("long.txt", "-o", "long.html")
    (room / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    view("hostile.txt", "-o", "hostile.html")
    # Two versions, side by side.
    lines = text[0].splitlines() + ["同志们："] + body.splitlines()
    lines[8], lines[9] = lines[9], lines[8]
    lines.insert(12, "<img src=x onerror=alert(1)>要把这件事办成。")
    (room / "second.txt").write_text("\n".join(lines[:20] + lines[21:]).replace("必须", "务必"), encoding="utf-8")
    for old, new, name in [("long.txt", "second.txt", "much.html"), (TOP / "corpus" / "firm-energy.txt", "second.txt", "versions.html")]:
        done = subprocess.run([tigang, "-q", "diff", str(old), new, "-o", name], cwd=room)
        check(f"{name} says by its exit that the two differ", done.returncode, 1)
    # Two hundred files.
    (room / "many").mkdir()
    for number in range(200):
        path = corpus[number % len(corpus)]
        (room / "many" / f"{number:03} {pathlib.Path(path).name}").write_text(texts[path], encoding="utf-8")
    view("many", "-o", "pages")


def open_page(browser, room, name, width=1440, height=900, mobile=False, scale=1):
    browser.window(width, height, mobile, scale)
    seconds = browser.open((room / name).as_uri())
    browser.run("localStorage.clear()")
    check(f"{name} says nothing on the console", browser.complaints(), [])
    own = (room / name).as_uri().split("#")[0]
    others = [url for url in browser.requests() if not url.startswith("data:") and url.split("#")[0] != own]
    check(f"{name} fetches nothing", others, [])
    return seconds


def picture(browser, pictures, name, whole=False):
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
        browser.picture(pictures / name, whole)


def count(browser, css):
    return browser.run(f"[...document.querySelectorAll({css!r})].filter((el) => el.checkVisibility()).length")


def a_page(browser, room, pictures):
    browser.media()
    open_page(browser, room, "page.html")
    items = count(browser, "#items li")
    check("there are items", items > 10)
    check("duties wait in their tab", count(browser, "#duties li"), 0)
    # Item → text → point.
    browser.click("#items li:nth-child(9) .what")
    lit = browser.run("[...document.querySelectorAll('.s.on')].map((s) => s.dataset.s).join(' ')")
    check("an item's sentences light up", lit, browser.run("document.querySelector('#items li.on').dataset.s"))
    seen = "(() => { const r = document.querySelector('.s.on').getBoundingClientRect(); return r.top > 60 && r.bottom < innerHeight; })()"
    check("they are in sight", browser.run(seen))
    check("the point is marked in the outline", count(browser, ".tree a.now"), 1)
    check("the address names the item", browser.run("location.hash.slice(1) === document.querySelector('#items li.on').id"))
    # Text → item.
    browser.run("document.querySelector('#text').scrollTo(0, 0)")
    number = browser.run("document.querySelectorAll('#items li')[3].dataset.s.split(' ')[0]")
    browser.click(f"#s{number}")
    check("a sentence leads to its item", browser.run("document.querySelector('#panel li.on').dataset.s.split(' ')").count(number), 1)
    # Outline → text.
    browser.click(".tree > li:last-child summary a")
    point = browser.run("document.querySelector('.tree > li:last-child summary a').dataset.n")
    check("a point leads to its place", browser.run(f"(() => {{ const r = document.getElementById('n{point}').getBoundingClientRect(); return r.top > 0 && r.top < innerHeight; }})()"))
    # A link of one item to another.
    other = browser.run("document.querySelector('#items .rel a').getAttribute('href').slice(1)")
    browser.click("#items .rel a")
    check("a relation leads to the other item", browser.run("document.querySelector('#panel li.on').id"), other)
    picture(browser, pictures, "desk.png")
    browser.click("#tab-items")
    # The tip.
    browser.key("Escape")
    browser.run("document.querySelector('#text').scrollTo(0, 0)")
    time.sleep(0.2)
    browser.move("article p .s .t[data-c]:not([data-c=''])")
    check("a label tells its rule", browser.run("(() => { const t = document.getElementById('tip'); return !t.hidden && /\\w+\\.\\w+/.test(t.textContent); })()"))
    picture(browser, pictures, "tip.png")
    # Filters.
    browser.click(".kinds button[data-k=problem]")
    check("a kind hides the others", browser.run("[...document.querySelectorAll('#items li')].filter((li) => li.checkVisibility()).every((li) => li.dataset.k === 'problem')"))
    check("and leaves its own", count(browser, "#items li"), int(browser.run("document.querySelector('.kinds button[data-k=problem] b').textContent")))
    # A sentence of two kinds stays with either.
    check("labels of others fade", browser.run("""(() => {
      const rows = [...document.querySelectorAll('#items li, #duties li')].filter((li) => !li.hidden && li.dataset.k.split(' ').includes('problem'));
      const lit = new Set(rows.flatMap((li) => li.dataset.s.split(' ')));
      const all = [...document.querySelectorAll('.s.k-achievement')];
      return all.some((s) => !lit.has(s.dataset.s)) && all.every((s) => s.classList.contains('off') !== lit.has(s.dataset.s));
    })()"""))
    picture(browser, pictures, "filter.png")
    browser.click("#clear")
    check("clearing brings them back", count(browser, "#items li"), items)
    actor = browser.run("(() => { const s = document.getElementById('actor'); s.value = s.options[1].value; s.onchange(); return s.value; })()")
    browser.key("d")
    check("an actor hides the others", browser.run("[...document.querySelectorAll('#duties li')].filter((li) => li.checkVisibility()).map((li) => li.dataset.a)").count(actor) > 0)
    check("only theirs is left", browser.run(f"[...document.querySelectorAll('#duties li')].filter((li) => li.checkVisibility()).every((li) => li.dataset.a === {actor!r})"))
    browser.key("0")
    picture(browser, pictures, "duties.png")
    browser.key("d")
    section = browser.run("(() => { const s = document.getElementById('section'); s.value = s.options[1].value; s.onchange(); return s.value; })()")
    check("a section hides the others", browser.run(f"[...document.querySelectorAll('#items li')].filter((li) => li.checkVisibility()).every((li) => li.dataset.n.startsWith({section!r}))"))
    browser.key("0")
    # Keys.
    browser.key("j")
    browser.key("j")
    browser.key("k")
    check("j and k walk", browser.run("[...document.querySelectorAll('#items li')].findIndex((li) => li.classList.contains('on'))"), 0)
    browser.key("/")
    check("/ leads to the search", browser.run("document.activeElement.id"), "search")
    browser.ask("Input.insertText", text="违章")
    left = count(browser, "#items li")
    check("words are searched", 0 < left < items)
    browser.key("Escape")
    browser.key("0")
    browser.key("2")
    check("a digit chooses a kind", browser.run("document.querySelectorAll('.kinds button')[1].getAttribute('aria-pressed')"), "true")
    browser.key("2")
    browser.key("n")
    check("n leads to a label", count(browser, ".s.on") > 0)
    browser.key("Escape")
    browser.key("Escape")
    check("Escape lets go", count(browser, ".s.on"), 0)
    browser.key("?")
    check("? explains the keys", browser.run("document.getElementById('help').open"))
    picture(browser, pictures, "help.png")
    browser.key("?")
    # As a table.
    browser.run("navigator.clipboard.writeText = (words) => { window.copied = words; return Promise.resolve(); }")
    browser.key("c")
    rows = browser.run("window.copied").strip().split("\r\n")
    check("every item is a row", len(rows), items + 1)
    check("all rows have the same columns", {row.count("\t") for row in rows}, {7})
    check("the sign is no part of the quote", "问" not in rows[1].split("\t")[6][:1])
    browser.key("e")
    check("the page speaks English", browser.run("document.querySelector('#tab-items').innerText.startsWith('Items')"))
    picture(browser, pictures, "english.png")
    browser.key("e")
    browser.media(dark=True)
    picture(browser, pictures, "dark.png")
    browser.media()
    check("nothing was said on the console", browser.complaints(), [])


def words(browser, room, pictures):
    open_page(browser, room, "gaps.html")
    check("gaps are shown", count(browser, "article .gap") > 0)
    check("noise is shown", count(browser, "article .noise") > 0)
    same = "document.querySelector('article').textContent.replace(/\\s/g, '')"
    source = (TOP / "corpus" / "scraped-gaps.txt").read_text(encoding="utf-8")
    check("the text is whole and in order", browser.run(same), "".join(source.split()))
    picture(browser, pictures, "gaps.png")


def narrow(browser, room, pictures):
    open_page(browser, room, "page.html", 390, 844, True, 2)
    check("nothing runs over the side", browser.run("document.documentElement.scrollWidth <= innerWidth"))
    picture(browser, pictures, "phone-text.png")
    browser.click("#bar [data-pane=panel]")
    check("the bar leads to the items", count(browser, "#items li") > 0)
    check("items do not run over the side", browser.run("document.documentElement.scrollWidth <= innerWidth"))
    picture(browser, pictures, "phone-items.png")
    browser.click("#items li:nth-child(9) .what")
    check("an item leads to the text", browser.run("document.body.className"), "at-text")
    check("which is in sight", browser.run("(() => { const r = document.querySelector('.s.on').getBoundingClientRect(); return r.top > 0 && r.top < innerHeight - 100; })()"))
    picture(browser, pictures, "phone-lit.png")
    browser.click("#bar [data-pane=outline]")
    picture(browser, pictures, "phone-outline.png")
    open_page(browser, room, "page.html", 900, 1100)
    check("nothing runs over the side of a tablet", browser.run("document.documentElement.scrollWidth <= innerWidth"))
    picture(browser, pictures, "tablet.png")


def paper(browser, room, pictures):
    open_page(browser, room, "page.html")
    browser.media(kind="print")
    check("print has items and duties", count(browser, "#items li") > 10 and count(browser, "#duties li") > 5)
    check("print has no tools", count(browser, ".tools, .choose, .tabs, #bar"), 0)
    browser.media()
    if pictures:
        browser.print(pictures / "paper.pdf")


def silent(browser, room, pictures):
    browser.scripts(False)
    try:
        browser.window(1440, 900)
        browser.open((room / "page.html").as_uri())
    finally:
        browser.scripts(True)
    check("without scripts the items stand", count(browser, "#items li") > 10)
    check("and the duties", count(browser, "#duties li") > 5)
    check("what needs scripts is not there", count(browser, ".choose, .tabs, #bar, .tools button"), 0)
    picture(browser, pictures, "silent.png")


def long(browser, room, pictures):
    times = sorted(open_page(browser, room, "long.html") for _ in range(5))
    size = (room / "long.html").stat().st_size
    chars = browser.run("document.querySelector('article').textContent.length")
    # The best of five: others may be at work on this machine.
    loaded, painted = times[0]
    print(f"long: {chars} characters, {size} bytes, loaded in {loaded:.2f} s, painted in {painted:.2f} s")
    check("20,000 characters open in under a second", painted < 1.0)


def hostile(browser, room, pictures):
    open_page(browser, room, "hostile.html")
    check("no tag of the speech is one of the page", browser.run("document.querySelectorAll('img, svg, article script, [onmouseover]').length"), 0)
    check("there is one script", browser.run("document.scripts.length"), 1)
    same = "document.querySelector('article').textContent.replace(/\\s/g, '')"
    check("the words are as they were", browser.run(same), "".join(HOSTILE.split()))
    browser.run("navigator.clipboard.writeText = (words) => { window.copied = words; return Promise.resolve(); }")
    browser.key("c")
    cells = [cell for row in browser.run("window.copied").split("\r\n") for cell in row.split("\t")]
    check("no cell is a formula", [cell for cell in cells if cell.startswith(("=", "+", "@"))], [])
    check("nothing was said on the console", browser.complaints(), [])


def versions(browser, room, pictures):
    browser.media()
    open_page(browser, room, "versions.html")
    check("words become no markup", count(browser, "img"), 0)
    rows, kept = count(browser, ".sides tr"), count(browser, "tr.f-kept")
    check("there are rows of both", rows > kept > 5)
    check("what changed is marked", count(browser, "del") > 0 and count(browser, "ins") > 0)
    check("without colour too", browser.run("getComputedStyle(document.querySelector('td ins')).textDecorationLine"), "underline")
    picture(browser, pictures, "versions.png")
    browser.click("label[for=only]")
    check("what was kept can be hidden", count(browser, ".sides tr"), rows - kept)
    dead = "[...document.querySelectorAll('a[href^=\"#\"]')].filter((a) => !document.getElementById(a.hash.slice(1))).length"
    check("every link leads somewhere", browser.run(dead), 0)
    check("no id stands twice", browser.run("(() => { const all = [...document.querySelectorAll('[id]')].map((el) => el.id); return all.length - new Set(all).size; })()"), 0)
    open_page(browser, room, "versions.html", 390, 844, True, 2)
    check("nothing sticks out of a phone", browser.run("document.documentElement.scrollWidth <= innerWidth"))
    picture(browser, pictures, "versions-phone.png")
    loaded, painted = open_page(browser, room, "much.html")
    check("20,000 characters open in under a second", painted < 1)
    browser.media(kind="print")
    check("paper needs no switch", count(browser, "#only"), 0)
    browser.media()
    if pictures:
        open_page(browser, room, "versions.html")
        browser.print(pictures / "versions.pdf")


def index(browser, room, pictures):
    loaded, painted = open_page(browser, room, "pages/index.html", 1280, 860)
    print(f"index: 200 pages, loaded in {loaded:.2f} s, painted in {painted:.2f} s")
    check("every page has a row", count(browser, "tbody tr"), 200)
    picture(browser, pictures, "index.png")
    browser.key("/")
    browser.ask("Input.insertText", text="energy")
    left = count(browser, "tbody tr")
    check("rows are searched", 0 < left < 20)
    browser.key("Escape")
    check("Escape brings them back", count(browser, "tbody tr"), 200)
    browser.click("th:nth-child(5) button")
    counts = browser.run("[...document.querySelectorAll('tbody tr')].map((row) => Number(row.cells[4].textContent))")
    check("a number sorts from the top", counts, sorted(counts, reverse=True))
    browser.click("th:nth-child(2) button")
    dates = browser.run("[...document.querySelectorAll('tbody tr')].map((row) => row.cells[1].dataset.v).filter(Boolean)")
    check("dates sort", dates, sorted(dates))
    browser.run("document.querySelector('tbody a').click()")
    time.sleep(1)
    check("a row leads to its page", browser.run("Boolean(document.querySelector('article'))"))
    check("and back", browser.run("new URL(document.querySelector('.back').href).pathname.endsWith('/pages/index.html')"))
    open_page(browser, room, "pages/index.html", 390, 844, True, 2)
    picture(browser, pictures, "phone-index.png")


sys.exit(main())
