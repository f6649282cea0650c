"""What each message says, in both languages, and what no message ever does."""

import re
from email import message_from_bytes
from email.policy import default

import pytest

from app.mail.invitation import invitation
from app.mail.render import rendered
from app.texts import clean
from booking.messages import Attachment, Sending
from booking.terms import MessageKind
from tests.support import house_of_tests as house
from tests.support import mail_samples as mails

SAMPLES = mails.samples()
WAITING = {"confirm", "received", "received-video", "question", "moved-waiting"}
OFFICE = {"reply", "considered", "escalated", "record_overdue", "answer_due", "letter_copy", "account_asked"}
OFFICE |= {"complaint", "complaint-nameless"}
KEPT = ("Surat Anda tetap berlaku", "Your letter stays good")
SPENT = ("Untuk kunjungan, surat ini sudah terpakai", "For visits this letter is now spent")
NEW_LETTER = ("Untuk kunjungan berikutnya diperlukan surat baru", "The next visit needs a new letter")


@pytest.fixture(scope="module", autouse=True)
def _speaking(template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mails")
    with mails.speaking(house.application(template, folder), folder):
        yield


def mail_of(name_or_sending):
    sending = SAMPLES[name_or_sending] if isinstance(name_or_sending, str) else name_or_sending
    return rendered(sending, mails.BASE, mails.NOW)


def said(name_or_sending, ending="txt"):
    """The text on one line."""
    return " ".join(mails.parts(mail_of(name_or_sending))[ending].split())


def halves(name):
    indonesian, english = said(name).split(" " + "-" * 72 + " ")
    return indonesian, english


@pytest.mark.parametrize("name", SAMPLES)
def test_an_example_is_as_it_is_kept(name):
    kept = {path.name: path.read_text(encoding="utf-8") for path in mails.KEPT.glob(f"{name}.*")}
    assert mails.files(name, SAMPLES[name]) == kept, "python -m tests.support.mail_samples writes them anew"


def test_every_kind_has_an_example_and_no_other_is_kept():
    assert {each.kind for each in SAMPLES.values()} == set(MessageKind)
    assert {path.stem for path in mails.KEPT.iterdir()} == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_each_says_what_to_do_next_that_it_is_free_and_where_to_complain(name):
    indonesian, english = halves(name)
    wanted = ["Yang perlu dilakukan: 1.", "tidak dikenakan biaya apa pun (butir E.4)", "150420", "temu.test/pengaduan"]
    assert [words for words in wanted if words not in indonesian] == []
    wanted = ["What to do next: 1.", "free of any charge (clause E.4)", "150420", "temu.test/pengaduan"]
    assert [words for words in wanted if words not in english] == []


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - OFFICE))
def test_nobody_travels_before_a_schedule_is_given(name):
    warned = "Belum dijadwalkan, jangan berangkat", "Not scheduled yet: please do not travel"
    if name.endswith("-video"):
        warned = "Belum dijadwalkan, tunggu jadwal dan tautannya", "please wait for the schedule and the link"
    assert [words in half for words, half in zip(warned, halves(name), strict=True)] == [name in WAITING] * 2


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("cancelled", SPENT),
        ("cancelled-video", KEPT),
        ("released", KEPT),
        ("moved", KEPT),
        ("moved-waiting", KEPT),
        ("expired", KEPT),
        ("withdrawn", KEPT),
        ("excused", KEPT),
        ("rejected", ("Surat Anda belum terpakai", "Your letter has not been used")),
        ("no_show", NEW_LETTER),
        ("no_show-video", KEPT),
    ],
)
def test_what_becomes_of_the_letter_is_told(name, letter):
    assert [words in half for words, half in zip(letter, halves(name), strict=True)] == [True, True]


@pytest.mark.parametrize("name", ["scheduled", "moved", "changed", "reminder", "restored"])
def test_a_visit_tells_of_reception_guests_and_cameras(name):
    indonesian, _english = halves(name)
    assert "mulai pukul 08.30 WIB, yaitu 30 menit sebelum sesi" in indonesian
    assert "paling banyak 2 orang, atau 4 orang bila kepala daerah atau ketua DPRD ikut hadir" in indonesian
    assert "Ruang konsultasi dilengkapi CCTV" in indonesian
    assert "Tempat: Ruang Video Conference DJPK, lantai 3" in indonesian


def test_a_region_further_east_reads_its_own_hours():
    indonesian, english = halves("scheduled-video")
    assert "Jadwal: Rabu, 25 November 2026, 13.00–14.00 WIB (15.00–16.00 WIT)" in indonesian
    assert "Schedule: Wednesday, 25 November 2026, 13:00–14:00 WIB (15:00–16:00 WIT)" in english


def test_a_release_names_the_next_open_sessions():
    assert "berikutnya: - Kamis, 26 November 2026, 10.00–11.00 WIB - Jumat, 27 November" in halves("released")[0]


def test_an_expired_request_is_our_failure():
    assert "Ini kelalaian kami, bukan kesalahan Anda. Kami mohon maaf." in halves("expired")[0]


def test_the_link_to_confirm_acts_only_by_a_button_and_ends():
    indonesian, _english = halves("confirm")
    assert "https://temu.test/permohonan/H4WN-8RPC/konfirmasi?token=t0ken" in indonesian
    assert "Membuka tautan saja tidak mengubah apa pun." in indonesian
    assert "berlaku sampai Jumat, 20 November 2026, 10.35 WIB" in indonesian


def test_an_access_code_is_told_when_the_request_was_received():
    assert [name for name in SAMPLES if "Kode akses: B6RT-9KQX-2MHW" in said(name)] == ["received", "received-video"]


def test_a_link_that_opens_the_request_goes_to_whoever_asked_for_it_and_to_nobody_else():
    opening = {name for name in SAMPLES if "&kode=B6RT-9KQX-2MHW" in said(name)}
    asked = {name for name, sending in SAMPLES.items() if sending.recipient == mails.RINA}
    assert opening == {name for name in asked - {"confirm"} if SAMPLES[name].booking is not None}


def test_the_link_to_choose_a_password_acts_only_by_a_button_and_ends():
    proofs = {"account_opened": "2026-11-27T03:05:00Z", "password": "2026-11-20T04:05:00Z"}
    for name, until in proofs.items():
        indonesian, _english = halves(name)
        assert f"https://temu.test/akun/sandi/12?sampai={until}&token=p4ssw0rd-t0ken" in indonesian
        assert "Membuka tautan saja tidak mengubah apa pun." in indonesian
    assert "berlaku satu kali, sampai Jumat, 27 November 2026, 10.05 WIB" in halves("account_opened")[0]
    assert "berlaku satu kali, sampai Jumat, 20 November 2026, 11.05 WIB" in halves("password")[0]


def test_only_who_asked_for_an_account_and_has_one_is_told_so():
    assert [name for name in SAMPLES if "sudah mempunyai akun" in said(name)] == ["password-has-one"]


@pytest.mark.parametrize("name", SAMPLES)
def test_no_guest_is_named(name):
    spoken = " ".join(mails.parts(mail_of(name)).values())
    assert [word for word in ("Siti Aminah", "197501012000032001", "0811-5400-002") if word in spoken] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_headers_are_those_of_a_message_of_ours(name):
    mail = mail_of(name)
    sending = SAMPLES[name]
    assert mail["From"] == "Contact Center DJPK <callcenter.djpk@kemenkeu.go.id>"
    assert mail["To"] == sending.recipient
    assert mail["Message-ID"] == f"<{sending.number}@temu.djpk.kemenkeu.go.id>"
    assert mail["Date"] == "Fri, 20 Nov 2026 10:05:00 +0700"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert len(mail.as_bytes().splitlines()) == len(mail.as_bytes().split(b"\r\n")) - 1
    assert max(map(len, mail.as_bytes().splitlines())) < 999


@pytest.mark.parametrize("name", ["scheduled", "cancelled"])
def test_an_invitation_arrives_as_it_was_made(name):
    arrived = message_from_bytes(mail_of(name).as_bytes(), policy=default)
    assert arrived.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in arrived.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    *_, calendar = arrived.iter_parts()
    made = invitation(SAMPLES[name], mails.BASE)
    assert (calendar.get_param("method"), calendar.get_payload(decode=True)) == (made.method, made.content)


def test_a_copy_brings_its_letter():
    [file] = mail_of("letter_copy").iter_attachments()
    given = file.get_filename(), file.get_content_type(), file.get_payload(decode=True)
    assert given == ("surat.pdf", "application/pdf", house.LETTER)


CONTROLS = "\r\nBcc: all@uji.test\x00\x07\x1b[31m\x85\x9f\u2028\u2029\u202e"
LONG = "Ünal \"Raja\", S.E.; M.Si., 'x' <b>&amp; " + "w" * 300


@pytest.mark.parametrize("evil", [CONTROLS, LONG, LONG + CONTROLS])
@pytest.mark.parametrize("kind", [kind.value for kind in MessageKind if kind != MessageKind.LETTER_COPY])
def test_hostile_words_stay_words(kind, evil):
    about = mails.booking(institution=evil, subject=evil, number=evil, contact_name=evil)
    said = ("note", "question", "answer", "room", "unit", "meeting_url", "reason", "words")
    told = dict.fromkeys((*said, "institution", "name", "position", "email", "phone", "whom"), evil)
    assert harmless(mails.message(kind, of=about, **told)) == []


@pytest.mark.parametrize("evil", [CONTROLS, LONG, LONG + CONTROLS])
def test_hostile_letters_stay_letters(evil):
    told = dict.fromkeys(("number", "subject", "institution", "channel", "reference"), evil)
    copy = mails.letter_copy(**told)
    file = Attachment(f"../{evil}.pdf", f"text/html{evil}", b"x")
    sending = Sending(copy.kind, copy.number, copy.recipient, copy.at, copy.params, None, attachments=(file,))
    assert harmless(sending) == []
    [attached] = mail_of(sending).iter_attachments()
    assert (attached.get_content_type(), "/" in attached.get_filename()) == ("application/octet-stream", False)


def harmless(sending):
    """What a mail has that none should: a second header, a raw control, an element of the writer's."""
    mail = mail_of(sending)
    heads = mail.as_bytes().partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", " ").split("\r\n")
    names = [head.partition(":")[0] for head in heads]
    found = [name for name in names if name == "Bcc" or names.count(name) > 1]
    assert mail["To"] == sending.recipient
    for text in (str(mail["Subject"]), *mails.parts(mail).values()):
        found += [line for line in re.split("\n", text) if clean(line) != " ".join(line.split())]
    return found + re.findall("<b>", mails.parts(mail)["html"])


@pytest.mark.parametrize(
    "recipient",
    ["", "rina", "a@uji.test\r\nBcc: b@uji.test", "a@uji.test, b@uji.test", "R <a@uji.test>", "a\u2028@uji.test"],
)
def test_a_recipient_is_one_address(recipient):
    with pytest.raises(ValueError):
        mail_of(mails.message("scheduled", to=recipient))


@pytest.mark.parametrize("number", ["", "A", "a b", "a\r\nBcc: x", "a>", "a\n"])
def test_a_number_is_made_of_few_signs(number):
    sending = SAMPLES["letter_copy"]
    with pytest.raises(ValueError):
        mail_of(Sending(sending.kind, number, sending.recipient, sending.at, sending.params, None))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://x y", "https://x/\r\nX: y", "ftp://x", "//x/y"])
def test_what_is_no_address_of_the_web_is_no_link(address):
    sending = mails.message("scheduled", mails.VIDEO, meeting_url=address)
    assert [ending for ending in ("txt", "html", "ics") if address in said(sending, ending)] == []
