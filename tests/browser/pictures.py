"""Makes the pictures of docs/writer.zh.md with the real program: python3 tests/browser/pictures.py TIGANG

Needs LibreOffice (soffice), pdftoppm and Chromium. The speech is corpus/county-projects.txt; the two versions are those
of the guide.
"""

import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from xml.sax.saxutils import escape

import chromium

TOP = pathlib.Path(__file__).resolve().parents[2]
PICTURES = TOP / "docs" / "pictures"


def main():
    tigang = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="tigang-pictures-") as room:
        room = pathlib.Path(room)
        write_docx(room / "讲话.docx", (TOP / "corpus/county-projects.txt").read_text(encoding="utf-8"))
        guide = (TOP / "docs/writer.zh.md").read_text(encoding="utf-8")
        for name, words in re.findall(r"```file (\S+)\n(.*?)```", guide, re.S):
            (room / name).write_text(words, encoding="utf-8")
        for arguments in ["outline 讲话.docx -o 提纲.docx", "lists 讲话.docx --list 问题 -o 问题.xlsx",
                          "lists 讲话.docx --list 任务 -o 任务.xlsx", "view 讲话.docx -o 讲话.html"]:
            subprocess.run([tigang, "-q", *arguments.split()], cwd=room, check=True)
        subprocess.run([tigang, "-q", "diff", "初稿.txt", "二稿.txt", "-o", "对照.html"], cwd=room)
        office = ["soffice", "--headless", "--convert-to", "pdf", "提纲.docx", "问题.xlsx", "任务.xlsx"]
        subprocess.run(office, cwd=room, check=True, stdout=subprocess.DEVNULL)
        page(room / "提纲.pdf", 1, 61, 1, "outline.png")
        page(room / "问题.pdf", 1, 120, 0.75, "lists.png")
        page(room / "任务.pdf", 2, 120, 0.9, "tasks.png")
        browser = chromium.Browser(chromium.find())
        try:
            screen(browser, room / "讲话.html", 1280, 760, "view.png", "#items li:nth-child(1) .what")
            screen(browser, room / "对照.html", 1092, 645, "diff.png")
        finally:
            browser.close()


def write_docx(path, text):
    """A plain Word document, a line a paragraph."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{lines}</w:body></w:document>')


def page(pdf, number, dots, part, name):
    """The upper part of a page in sixteen greys."""
    command = ["pdftoppm", "-gray", "-r", str(dots), "-f", str(number), "-l", str(number), pdf]
    data = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    _, size, _, pixels = data.split(b"\n", 3)
    width, height = map(int, size.split())
    height = int(height * part)
    rows = []
    for y in range(height):
        row = [pixel * 15 // 255 for pixel in pixels[y * width:(y + 1) * width]] + [15]
        rows.append(bytes(a << 4 | b for a, b in zip(row[0::2], row[1::2])))
    write_png(PICTURES / name, width, height, 4, 0, b"".join(b"\0" + row for row in rows))


def screen(browser, path, width, height, name, click=None):
    """A page in the browser in 256 colours."""
    browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
    browser.open(path.as_uri())
    if click:
        browser.click(click)
    whole = PICTURES / name
    browser.picture(whole)
    width, height, rows = read_png(whole)
    counts = {}
    for row in rows:
        for at in range(0, len(row), 3):
            colour = bytes(part & 0xf8 | part >> 5 for part in row[at:at + 3])
            counts[colour] = counts.get(colour, 0) + 1
    palette = sorted(counts, key=counts.get, reverse=True)[:256]
    near = {}

    def nearest(colour):
        if colour not in near:
            near[colour] = min(range(len(palette)), key=lambda i: sum((a - b) ** 2 for a, b in zip(palette[i], colour)))
        return near[colour]

    lines = [bytes([0, *(nearest(row[at:at + 3]) for at in range(0, len(row), 3))]) for row in rows]
    write_png(whole, width, height, 8, 3, b"".join(lines), b"".join(palette))


def read_png(path):
    """Width, height and rows of red, green and blue."""
    data = path.read_bytes()
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, _, sort = struct.unpack(">IIBB", body[:10])
        elif kind == b"IDAT":
            packed += body
        at += length + 12
    step = {2: 3, 6: 4}[sort]
    raw, size, before, rows = zlib.decompress(packed), width * step, bytes(width * step), []
    for y in range(height):
        how, row = raw[y * (size + 1)], bytearray(raw[y * (size + 1) + 1:(y + 1) * (size + 1)])
        for x in range(size):
            left, up = (row[x - step] if x >= step else 0), before[x]
            corner = before[x - step] if x >= step else 0
            guess = left + up - corner
            paeth = min((left, up, corner), key=lambda of: abs(guess - of))
            row[x] = row[x] + [0, left, up, (left + up) // 2, paeth][how] & 255
        before = bytes(row)
        rows.append(b"".join(before[x:x + 3] for x in range(0, size, step)))
    return width, height, rows


def write_png(path, width, height, depth, sort, rows, palette=b""):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, depth, sort, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    body = b"".join(chunk(kind, body) for kind, body in chunks if body or kind == b"IEND")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


if __name__ == "__main__":
    main()
