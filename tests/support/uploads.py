"""Awkward uploads, each made here: what must be refused with its finding, and what must be taken."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import typst
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from tests.support.papers import CATALOGUE, LETTER, PAGES, document, letter, letter_of, stream

Made = Callable[[], bytes]
MEBIBYTE = 1024 * 1024


def written(change: Callable[[PdfWriter], object], **more: str) -> bytes:
    """The letter, changed by pypdf."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(LETTER)))
    change(writer)
    if more:
        writer.encrypt(**more, algorithm="RC4-128")  # type: ignore[arg-type]
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def annotated(action: bytes) -> bytes:
    return letter(b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A %b >>" % action, page=b"/Annots [5 0 R]")


def annotation(kind: bytes) -> bytes:
    return letter(b"<< /Type /Annot /Subtype /%b /Rect [0 0 9 9] >>" % kind, page=b"/Annots [5 0 R]")


def opening(action: bytes) -> bytes:
    return letter(catalogue=b" /OpenAction %b " % action)


def zeros(mebibytes: int) -> bytes:
    """So many megabytes of nothing, deflated: one megabyte, over and over."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = engine.compress(bytes(MEBIBYTE)) + engine.flush(zlib.Z_FULL_FLUSH)
    checksum = mebibytes * MEBIBYTE % 65_521 << 16 | 1
    return b"\x78\xda" + one * mebibytes + engine.flush() + struct.pack(">L", checksum)


def bomb() -> bytes:
    """At most 685 bytes, three hundred megabytes: deflated three times."""
    packed = zlib.compress(zlib.compress(zeros(300), 9), 9)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    filters = b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    return document((CATALOGUE, PAGES, page, stream(packed, filters)))


def hidden_objects(mebibytes: int = 300) -> bytes:
    """Objects in a stream that expands without end."""
    return letter(stream(zeros(mebibytes), b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"))


def objects_in_streams(content: bytes, *, filler: int = 0) -> bytes:
    """A letter whose fifth object stands in a stream of objects, and whose references are a stream too."""
    packed = zlib.compress(b"5 0 " + content + b" " * (filler * MEBIBYTE), 9)
    objects = (
        CATALOGUE[:-2] + b"/OpenAction 5 0 R>>",
        PAGES,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        stream(packed, b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"),
    )
    made, rows = b"%PDF-1.7\n", [struct.pack(">BHB", 0, 0, 0)]
    for number, each in enumerate(objects, start=1):
        rows.append(struct.pack(">BHB", 1, len(made), 0))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    rows += [struct.pack(">BHB", 2, 4, 0)]
    table = b"/Type /XRef /Size 6 /W [1 2 1] /Root 1 0 R"
    return made + b"6 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(b"".join(rows), table), len(made))


def photo(form: str = "JPEG", size: tuple[int, int] = (640, 480), **more: object) -> bytes:
    made = io.BytesIO()
    Image.effect_noise((320, 240), 60).resize(size).convert("RGB").save(made, form, **more)
    return made.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))


def png(width: int, height: int, drawn: bytes, *more: bytes, interlaced: int = 0) -> bytes:
    header = chunk(b"IHDR", struct.pack(">2L5B", width, height, 8, 0, 0, 0, interlaced))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + chunk(b"IDAT", drawn) + chunk(b"IEND", b"")


def interlaced() -> bytes:
    """Eight pixels each way in seven rounds: each row has its filter before it."""
    rounds = ((1, 1), (1, 1), (2, 1), (2, 2), (4, 2), (4, 4), (8, 4))
    return png(8, 8, zlib.compress(b"".join((b"\0" + b"\x7f" * width) * rows for width, rows in rounds)), interlaced=1)


def archive(*before: bytes) -> bytes:
    made = io.BytesIO(b"".join(before))
    made.seek(0, io.SEEK_END)
    with zipfile.ZipFile(made, "a") as packed:
        packed.writestr("word/document.xml", "<w:document/>" * 20)
    return made.getvalue()


def frame(content: bytes) -> bytes:
    """A JPEG whose comment holds something."""
    made = photo()
    return made[:2] + b"\xff\xfe" + struct.pack(">H", len(content) + 2) + content + made[2:]


def pages(number: int) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made)
    for page in range(number):
        for line in range(30):
            canvas.drawString(50, 800 - 20 * line, f"Halaman {page}, baris {line}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def scanned() -> bytes:
    made = io.BytesIO()
    drawn = Image.effect_noise((1240, 1754), 60).convert("RGB")
    drawn.save(made, "PDF", resolution=150, save_all=True, append_images=[drawn] * 2)
    return made.getvalue()


def signed() -> bytes:
    """As a certified electronic signature leaves it: a field, its signature with a range, saved behind the old end."""
    field = b"<< /FT /Sig /T (Tanda Tangan) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /F 132 /V 6 0 R /P 3 0 R >>"
    signature = (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 10 20 30]"
        b" /Contents <%b> /M (D:20261120100000+07'00') /Reason (Saya menyetujui) >>" % (b"00" * 4096)
    )
    form = b" /AcroForm << /Fields [5 0 R] /SigFlags 3 >> "
    first = letter(field, signature, page=b"/Annots [5 0 R]", catalogue=form)
    writer = PdfWriter(fileobj=io.BytesIO(first), incremental=True)
    writer.add_metadata({"/Title": "Surat bertanda tangan"})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


GOES = b"<< /S /GoTo /D [3 0 R /Fit] >>"
LINK = b"<< /S /URI /URI (https://djpk.kemenkeu.go.id) >>"
SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
TYPEFACE = b"/Resources << /Font << /JS << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
PROGRAM = b"MZ\x90\0" + bytes(60) + b"This program cannot be run in DOS mode.\r\n" + bytes(400)
SIDEWAYS = "surat\u202efdp.exe"

REFUSED: dict[str, tuple[str, Made]] = {
    "nothing at all": ("empty", lambda: b""),
    "eleven megabytes": ("too-large", lambda: letter_of(11 * MEBIBYTE, bytes(11 * MEBIBYTE))),
    "a program renamed to .pdf": ("other-type", lambda: PROGRAM),
    "a moving picture": ("other-type", lambda: photo("GIF")),
    "a Word file": ("other-type", archive),
    "a page of the web": ("other-type", lambda: b"<!doctype html><title>Surat</title>"),
    "a drawing of the web": ("other-type", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "a PDF cut in the middle": ("broken", lambda: pages(3)[:2_000]),
    "a PDF without its last line": ("broken", lambda: LETTER[:-7]),
    "nothing but the sign of a PDF": ("broken", lambda: b"%PDF-1.7"),
    "a PDF of noise": ("broken", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 9 + b"startxref\n9\n%%EOF"),
    "a photo cut in the middle": ("broken", lambda: photo()[:9_000]),
    "a JPEG of four bytes": ("broken", lambda: b"\xff\xd8\xff\xe0"),
    "a PNG cut in the middle": ("broken", lambda: photo("PNG")[:9_000]),
    "a PNG with a bit turned": ("broken", lambda: photo("PNG").replace(b"IDAT", b"IDAX", 1)),
    "a PDF without pages": ("no-pages", lambda: document((CATALOGUE, b"<< /Type /Pages /Kids [] /Count 0 >>"))),
    "a PDF with a password": ("encrypted", lambda: written(lambda pdf: None, user_password="rahasia")),
    "a PDF locked without a password": (
        "encrypted", lambda: written(lambda pdf: None, user_password="", owner_password="x")),
    "a script in the tree of names": (
        "active", lambda: letter(SCRIPT, catalogue=b" /Names << /JavaScript << /Names [(a) 5 0 R] >> >> ")),
    "a script when it opens": ("active", lambda: opening(SCRIPT)),
    "a script behind a reference": ("active", lambda: letter(SCRIPT, catalogue=b" /OpenAction 5 0 R ")),
    "a script whose name is written in numbers": ("active", lambda: opening(SCRIPT.replace(b"/Java", b"/#4aava"))),
    "a script whose kind is a reference": (
        "active", lambda: letter(b"/JavaScript", catalogue=b" /OpenAction << /S 5 0 R /JS (1) >> ")),
    "a script in a stream of objects": ("active", lambda: objects_in_streams(SCRIPT)),
    "a script when the page closes": ("active", lambda: letter(page=b" /AA << /C %b >> " % SCRIPT)),
    "a script as the next of an action": (
        "active", lambda: opening(b"<< /S /GoTo /D [3 0 R /Fit] /Next [%b] >>" % SCRIPT)),
    "a script as the address of a link": (
        "active", lambda: annotated(b"<< /S /URI /URI (javascript:alert\\(1\\)) >>")),
    "a program to be started": ("active", lambda: opening(b"<< /S /Launch /F (cmd.exe) >>")),
    "a form that sends itself": ("active", lambda: annotated(b"<< /S /SubmitForm /F (https://x.id) >>")),
    "a form that fetches data": ("active", lambda: annotated(b"<< /S /ImportData /F (a.fdf) >>")),
    "a form of XFA": (
        "active", lambda: letter(stream(b"<xdp/>"), catalogue=b" /AcroForm << /Fields [] /XFA 5 0 R >> ")),
    "an attachment": ("active", lambda: written(lambda pdf: pdf.add_attachment("a.exe", PROGRAM))),
    "an attachment pinned to the page": ("active", lambda: annotation(b"FileAttachment")),
    "a film": ("active", lambda: annotation(b"RichMedia")),
    "a screen": ("active", lambda: annotation(b"Screen")),
    "a sound": ("active", lambda: annotation(b"Sound")),
    "685 bytes that become 300 MB": ("expands", bomb),
    "objects that become 300 MB": ("expands", hidden_objects),
    "a stream of objects that becomes 40 MB": ("expands", lambda: objects_in_streams(GOES, filler=40)),
    "runs that become 600 MB": (
        "expands", lambda: letter(stream(b"\x81\0" * 4 * MEBIBYTE, b"/Filter /RunLengthDecode"))),
    "a picture in a PDF of 30,000 x 30,000": (
        "too-many-pixels",
        lambda: letter(stream(b"", b"/Subtype /Image /Filter /DCTDecode /Width 30000 /Height 30000")),
    ),
    "a PNG of 30,000 x 30,000": ("too-many-pixels", lambda: png(30_000, 30_000, zlib.compress(bytes(99)))),
    "a JPEG of 30,000 x 30,000": (
        "too-many-pixels", lambda: photo().replace(struct.pack(">2H", 480, 640), struct.pack(">2H", 30_000, 30_000))),
    "a PNG of one pixel that becomes 300 MB": ("expands", lambda: png(1, 1, zeros(300))),
    "a PNG with a text that becomes 300 MB": (
        "expands", lambda: png(1, 1, zlib.compress(bytes(2)), chunk(b"zTXt", b"a\0\0" + zeros(300)))),
    "a PDF that is a ZIP": ("two-faced", lambda: archive(LETTER)),
    "a photo that is a ZIP": ("two-faced", lambda: archive(photo())),
    "a PDF that is an empty ZIP": ("two-faced", lambda: LETTER + b"PK\x05\x06" + bytes(18)),
    "a PDF that begins as a page of the web": (
        "two-faced", lambda: LETTER.replace(b"\n", b"\n%<html><script>alert(1)</script>\n", 1)),
    "a PDF with a program behind it": ("two-faced", lambda: LETTER + PROGRAM),
    "a photo with a script in its comment": ("two-faced", lambda: frame(b"<?php system($_GET[0]);")),
    "a photo with a PDF in its comment": ("two-faced", lambda: frame(LETTER[:200])),
    "a photo with a page of the web behind it": ("two-faced", lambda: photo() + b"<HTML><body>"),
    "a photo that is a script": (
        "two-faced", lambda: b"\xff\xd8\xff\xe0/*" + bytes(0x2F2A - 4) + b"*/=alert(1);" + photo()[2:]),
    "a picture with an archive behind it": ("two-faced", lambda: photo("PNG") + b"Rar!\x1a\x07\x01\0" + bytes(50)),
    "a program before a PDF": ("other-type", lambda: PROGRAM + LETTER),
    "brackets nested a hundred thousand deep": ("unchecked", lambda: letter(b"[" * 100_000 + b"]" * 100_000)),
}
"""By situation: the finding, and the file."""

FILM = b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(range(256)) * 8192
TAKEN: dict[str, Made] = {
    "the smallest letter": lambda: LETTER,
    "typst": lambda: typst.compile(b"= Surat\n#lorem(400)"),
    "reportlab": lambda: pages(2),
    "Pillow, as a scanner does": scanned,
    "pypdf": lambda: written(lambda pdf: pdf.add_outline_item(title="Surat", page_number=0)),
    "an electronic signature, saved behind the old end": signed,
    "links, and a page that it opens at": lambda: letter(
        b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A %b >>" % LINK,
        page=b"/Annots [5 0 R]",
        catalogue=b" /OpenAction %b " % GOES,
    ),
    "a typeface that is called JS": lambda: letter(page=TYPEFACE),
    "objects in streams": lambda: objects_in_streams(GOES),
    "200 pages": lambda: pages(200),
    "ten megabytes": lambda: letter_of(10 * MEBIBYTE, bytes(10 * MEBIBYTE)),
    "blanks behind the end": lambda: LETTER + b"\r\n" + bytes(4_000),
    "a photo": photo,
    "a photo that appears in steps": lambda: photo(progressive=True),
    "a photo of twelve megapixels": lambda: photo(size=(4_000, 3_000)),
    "a photo with a film behind it": lambda: photo() + FILM,
    "a photo with a smaller one inside": lambda: frame(b"Exif\0\0" + photo(size=(64, 48))),
    "a picture of a screen": lambda: photo("PNG", size=(1_920, 1_080)),
    "an interlaced picture": interlaced,
}
