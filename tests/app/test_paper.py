"""Minutes and attendance list as paper: drawn, read by a PDF reader, and nothing that was typed is lost or obeyed."""

import io
import re
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta

import pypdf
import pypdfium2
import pytest
import zxingcpp

from app.paper import attendance, minutes
from booking import codes
from booking.minutes import Content, FollowUp, Participant, Question, prefilled
from booking.models import Admission, Booking, Guest, Letter, MinutesRevision, Room, Topic, Unit
from rules.facts import WIB

KEY = b"journal"
LETTER = "400.10.2/164/DPMD/2026"
SESSION = datetime(2026, 11, 25, 9, 0, tzinfo=WIB)
UNIT = "Direktorat Dana Desa, Insentif, Otonomi Khusus, dan Keistimewaan"
LONGEST = "Raden" + "mas" * 25
"""A name of 80 letters in one word."""
HOSTILE = "#panic() *x* $a$ @b <c> \\d `e` = f // g"
"""What would be markup, were it read as such."""
INK = 200


def booking(mode="visit"):
    """A session as it stands after its hour; the second guest did not come."""
    letter = Letter(number=LETTER, dated_on=date(2026, 11, 19), subject=HOSTILE)
    guests = [
        Guest(id=1, seat=1, name=LONGEST, nip="198001012005011001", position="Kepala BPKAD", phone="+62811000001"),
        Guest(id=2, seat=2, name=HOSTILE, position="Kepala Bidang"),
        Guest(id=3, seat=3, name="Tidak Datang", position="Staf"),
    ]
    for guest in guests[:2]:
        guest.admission = Admission(happened_at=SESSION - timedelta(minutes=19))
    return Booking(
        reference="7KQ2-M4XD",
        mode=mode,
        institution="BPKAD Kota Samarinda",
        date=SESSION.date(),
        start="09:00",
        changed_at=SESSION,
        letter=letter,
        topic=Topic(name="Dana Desa"),
        unit=Unit(name=UNIT),
        room=Room(name="Ruang Video Conference DJPK, lantai 3"),
        guests=guests,
    )


def answer_of_a_page(number):
    """Some four hundred words, each its own, so that none can be missed."""
    words = [f"kata{number}x{place}" for place in range(400)]
    return "\n".join(" ".join(words[start : start + 80]) for start in range(0, 400, 80))


def long_content():
    return replace(
        prefilled(booking(), "Dewi Anggraini"),
        number=HOSTILE,
        place=HOSTILE,
        topic=HOSTILE,
        questions=[Question(f"Pertanyaan ke{number}? {HOSTILE}", answer_of_a_page(number)) for number in range(10)],
        conclusion=HOSTILE,
        follow_ups=[FollowUp(HOSTILE, LONGEST, HOSTILE)],
        closing=HOSTILE,
        signer_djpk=Participant(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
        knowing=Participant("Budi", "197001011990011001", "Direktur Dana Desa", UNIT),
    )


@pytest.fixture(scope="module")
def long_minutes():
    revision = MinutesRevision(number=3, content=as_kept(long_content()), at=SESSION + timedelta(hours=2))
    return minutes.finished(KEY, "https://temu.uji.test", booking(), revision)


@pytest.fixture(scope="module")
def list_():
    return attendance.printed(booking(), SESSION + timedelta(hours=1))


def as_kept(content):
    """What is stored of a content: JSON."""
    return asdict(content)


def text_of(pdf):
    """All words in the order a reader gives them, without the signs at which long ones may break."""
    found = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", found.replace("\N{ZERO WIDTH SPACE}", ""))


def tags_of(pdf):
    """The kinds of the structure's parts, in reading order."""
    root = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    found = []

    def walk(part):
        part = part.get_object() if hasattr(part, "get_object") else part
        if isinstance(part, list):
            for each in part:
                walk(each)
        elif hasattr(part, "get"):
            found.extend([str(part["/S"])] if "/S" in part else [])
            walk(part.get("/K"))

    walk(root["/StructTreeRoot"])
    return found


def pictures(pdf, scale=2.0):
    """Each page as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=scale).to_pil().convert("L") for page in document]
    finally:
        document.close()


def ink_in_the_margin(picture):
    """Whether anything is drawn within a centimetre of the page's edge: it would be cut."""
    edge = round(picture.width * 10 / (297 if picture.width > picture.height else 210))
    inner = picture.copy()
    inner.paste(255, (edge, edge, picture.width - edge, picture.height - edge))
    return inner.getextrema()[0] < INK


def test_ten_answers_of_a_page_and_a_name_of_80_letters_are_all_there(long_minutes):
    said = text_of(long_minutes)
    wanted = {word for number in range(10) for word in answer_of_a_page(number).split()}
    assert wanted - set(said.split()) == set()
    assert len(LONGEST) == 80
    assert said.replace(" ", "").count(LONGEST) == 3  # who took part, who does what is left, who signs
    drawn = pictures(long_minutes)
    assert len(drawn) > 10
    assert [number for number, page in enumerate(drawn, 1) if ink_in_the_margin(page)] == []


def test_what_looks_like_markup_is_words(long_minutes, list_):
    def said(pdf):
        return text_of(pdf).replace(" ", "").count(HOSTILE.replace(" ", ""))

    head = ["number", "place", "topic", "the letter's subject", "a guest's name"]
    rest = ["conclusion", "what is left", "by when", "closing", "name", "NIP", "position", "institution"]
    assert (said(long_minutes), said(list_)) == (len(head) + 10 + len(rest), 2)


def test_a_reader_finds_language_title_tags_and_order(long_minutes):
    reader = pypdf.PdfReader(io.BytesIO(long_minutes))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("id", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Berita Acara Konsultasi 7KQ2-M4XD"
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()
    tags = tags_of(long_minutes)
    assert [tag for tag in tags if tag in ("/H1", "/H2", "/H3", "/Table", "/Figure")] == [
        "/H1",
        *["/H2", "/Table"] * 2,
        "/H2",
        *["/H3"] * 10,
        "/H2",
        *["/H2", "/Table"],
        "/H2",
        "/Figure",
    ]
    assert (tags.count("/THead"), tags.count("/TH")) == (3, 12)
    said = text_of(long_minutes)
    parts = ("BERITA ACARA KONSULTASI", "Pihak daerah", "Pertanyaan ke0?", "kata9x399", "Kesimpulan", "Tindak lanjut")
    assert sorted(parts, key=said.index) == list(parts)
    assert "Halaman 2 dari" in said
    assert "tanpa biaya" in said


def test_its_qr_code_is_read_from_the_picture_and_leads_to_its_proof(long_minutes):
    [found] = zxingcpp.read_barcodes(pictures(long_minutes)[-1])
    address, _, code = found.text.partition("?kode=")
    assert address == "https://temu.uji.test/periksa"
    assert codes.of_minutes(KEY, code) == ("7KQ2-M4XD", 3)


def test_what_is_copied_from_it_has_no_hidden_signs(long_minutes):
    last = pypdf.PdfReader(io.BytesIO(long_minutes)).pages[-1].extract_text()
    for whole in (codes.minutes_mark(KEY, "7KQ2-M4XD", 3), "https://temu.uji.test/periksa", "197001011990011001"):
        assert whole in last
    assert LETTER in pypdf.PdfReader(io.BytesIO(long_minutes)).pages[0].extract_text()


def test_the_same_revision_gives_the_same_paper():
    revision = MinutesRevision(number=1, content=as_kept(prefilled(booking(), "Dewi")), at=SESSION)
    one, other = (minutes.finished(KEY, "https://temu.uji.test", booking(), revision) for _ in range(2))
    assert one == other


def test_a_sign_that_no_font_of_ours_holds_is_still_printed_and_tagged():
    content = Content(title="Berita Acara Konsultasi", conclusion="Sepakat \N{PARTY POPPER} \u0bb8\u0bb0\u0bbf")
    paper = minutes.draft(booking(), content)
    assert "/Table" in tags_of(paper)
    assert "KONSEP" in text_of(paper)


def test_the_attendance_list_names_who_came_and_leaves_rows_to_sign(list_):
    said = text_of(list_)
    told = ("DAFTAR HADIR", "Rabu, 25 November 2026", "09.00–10.00 WIB", UNIT, "+62811000001", "08.41")
    assert [each for each in told if each not in said] == []
    assert "Tidak Datang" not in said
    assert said.replace(" ", "").count(LONGEST) == 1
    assert re.findall(r"NIP (\d+)", said) == ["198001012005011001"]
    tags = tags_of(list_)
    assert (tags.count("/H1"), tags.count("/Table"), tags.count("/TH"), tags.count("/TR")) == (1, 1, 7, 1 + 8)
    [drawn] = pictures(list_)
    assert drawn.width > drawn.height
    assert not ink_in_the_margin(drawn)


def test_of_a_video_conference_everybody_named_is_listed():
    assert [guest.name for guest in attendance.present(booking("video_conference"))] == [
        LONGEST,
        HOSTILE,
        "Tidak Datang",
    ]
