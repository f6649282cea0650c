"""Every public page in each of its states, as the application answers it."""

from urllib.parse import urlencode

from flask import Response
from sqlalchemy import select

from app.db import store
from app.errors import page
from booking import codes, workflow
from booking.models import Person
from rules.strict import instant
from tests.support.asking import NINE, Asker, rows, value_of
from tests.support.house_of_tests import wish

GIVEN = {"ground": "directive", "given_by": "Direktur", "meeting_url": "https://rapat.uji.test/1"}
STORIES = {
    "requested": (),
    "asked": (("ask", "petugas", {"question": "Tahun anggaran berapa?"}),),
    "scheduled": (("approve", "petugas", GIVEN),),
    "rejected": (("reject", "petugas", {"reason": "incomplete_letter", "note": "Halaman 2 tidak ada."}),),
    "withdrawn": (("withdraw", "petugas", {}),),
    "cancelled": (("approve", "petugas", GIVEN), ("cancel", "petugas", {"note": "Berhalangan."})),
    "released": (("approve", "petugas", GIVEN), ("release", "petugas", {"reason": "closure"})),
    "excused": (("approve", "petugas", GIVEN), ("mark-absent", "petugas", {"notice": True, "note": "Banjir."})),
    "no_show": (("approve", "petugas", GIVEN), ("mark-absent", "petugas", {"notice": False, "note": "Tanpa kabar."})),
}
LATE = {"mark-absent", "finish"}


class States:
    """What visitors are answered, by the name of the state. ``answered`` is the pages of one language."""

    def __init__(self, app, machine, browser_of, at):
        self.app, self.machine, self.browser_of, self.at = app, machine, browser_of, at
        self.key = app.extensions["store"].journal_key
        self.told = {name: self._told(number, story) for number, (name, story) in enumerate(STORIES.items())}
        self.told["video"] = self._submitted(len(STORIES), mode="video_conference")
        held = (("approve", "petugas", GIVEN), ("finish", "petugas", {}))
        self.told["held"] = self._told(len(STORIES) + 1, held, mode="video_conference")
        self.told["arrived"] = self._arrived(len(STORIES) + 2)
        self.told["closed"] = self._told(len(STORIES) + 3, held, mode="video_conference")
        self._closed(self.told["closed"])

    def _submitted(self, number, **more):
        day, hour = f"2026-12-0{1 + number // 4}", ("09:00", "10:00", "13:00", "14:00")[number % 4]
        wanted = wish(f"005/{number}", date=day, start=hour, region=f"71.0{1 + number % 9}", **more)
        answer = self.machine("petugas").submit(wanted)
        assert answer.status_code == 201, answer.json
        return answer.json["reference"]

    def _told(self, number, story, **more):
        reference = self._submitted(number, **more)
        for act, who, body in story:
            self.at(f"2026-12-0{1 + number // 4}T15:30:00+07:00" if act in LATE else "2026-11-20T10:05:00+07:00")
            answer = self.machine(who).post(f"/requests/{reference}/{act}", body)
            assert answer.status_code == 200, (act, answer.json)
        self.at("2026-11-20T10:10:00+07:00")
        return reference

    def _arrived(self, number):
        """A visit one of whose guests has entered, minutes before it begins."""
        reference = self._told(number, STORIES["scheduled"])
        booking = self.machine("petugas").get(f"/requests/{reference}").json
        self.at(f"{booking['slot']['date']}T{booking['slot']['start']}:00+07:00")
        guests = {"guests": [{"id": booking["guests"][0]["id"]}]}
        assert self.machine("resepsionis").post(f"/requests/{reference}/check-in", guests).status_code == 200
        self.at("2026-11-20T10:10:00+07:00")
        return reference

    def _closed(self, reference):
        """Files the minutes and closes it, after its hour."""
        self.at("2026-12-05T10:00:00+07:00")
        assert self.machine("petugas").file(reference, "minutes").status_code == 201
        assert self.machine("petugas").post(f"/requests/{reference}/close").status_code == 200
        self.at("2026-11-20T10:10:00+07:00")

    def answered(self, language):
        """The pages in a language."""
        found = {}
        gathering = (self._plain, self._asking, self._following, self._region, self._accounts, self._complaints)
        for gather in gathering:
            found |= gather(language)
        wrong = {name: answer.status_code for name, answer in found.items() if answer.mimetype != "text/html"}
        assert wrong == {}
        return {name: answer.get_data(as_text=True) for name, answer in found.items()}

    def _asker(self, language, name=None):
        browser = self.browser_of(name)
        browser.set_cookie("bahasa", language)
        return Asker(browser)

    def _plain(self, language):
        visitor = self._asker(language)
        paths = (
            *("/", "/jadwal", "/jadwal?mode=video_conference&month=2026-12", "/jadwal?month=2028-01"),
            *("/aturan", "/masuk"),
            *("/jadwal?region=Kota+Manado&received=2026-11-18", "/jadwal?region=Bima", "/jadwal?region=Smarinda"),
            *("/layanan", "/pengaduan", "/akun/minta", "/akun/lupa", "/cek", "/tidak-ada", "/api/v1/docs"),
        )
        return {path: visitor.get(path) for path in paths} | {
            "/masuk refused": visitor.post("/masuk", {"email": "a@uji.test", "password": "salah"}),
            "link broken": visitor.get("/permohonan/AAAA-2222/konfirmasi?token=x"),
            "/cek refused": visitor.post("/cek", {"reference": "AAAA-2222", "code": "salah"}),
            "400": visitor.client.post("/ajukan"),
            "/periksa": visitor.get("/periksa"),
            "/periksa refused": visitor.get("/periksa?kode=BAK:AAAA-2222:1:AAAA"),
        }

    def _asking(self, language):
        asker = self._asker(language)
        found = {"letter": asker.get(), "letter errors": asker.letter(file=None, region="Kota Smarinda", topic="")}
        found["letter refused"] = asker.letter(addressed=None)
        asker.letter()
        found |= {
            "letter again": asker.get(f"{asker.draft}/surat"),
            "session": asker.get(f"{asker.draft}/sesi"),
            "session video": asker.get(f"{asker.draft}/sesi?mode=video_conference&month=2027-01"),
            "session refused": asker.pick("2026-11-24T09:00"),
            "session error": asker.pick("besok"),
        }
        asker.pick("first")
        found |= {
            "session chosen": asker.get(f"{asker.draft}/sesi"),
            "party": asker.get(f"{asker.draft}/tamu"),
            "party errors": asker.party("other", contact_email="x", **{"guests-0-position": ""}),
            "party refused": asker.party("other", "other", "other"),
        }
        asker.party("other", "regional_head", contact_email=f"rina-{language}@uji.test")
        found["check first"] = asker.get(f"{asker.draft}/periksa")
        asker.pick(NINE)
        found["check"] = asker.get(f"{asker.draft}/periksa")
        draft = asker.draft
        asker.send()
        reference = asker.reference
        found["unconfirmed"] = asker.get()
        token = codes.confirmation(self.key, reference)
        link = f"/permohonan/{reference}/konfirmasi?token={token}"
        found["confirm"] = asker.get(link)
        lost = self._asker(language)
        lost.letter(letter_number="005/999", region="Kota Manado")
        lost.pick(NINE)
        lost.party("other", contact_email=f"lain-{language}@uji.test")
        found["check lost"] = lost.get(f"{lost.draft}/periksa")
        assert draft
        self.at("2026-11-20T10:50:00+07:00")
        found["too late"] = asker.get(link)
        workflow.lapse(self.app.extensions["store"], reference, instant("2026-11-20T10:50:00+07:00"))
        found["expired"] = asker.get(f"/permohonan/{reference}")
        self.at("2026-11-20T10:10:00+07:00")
        return found

    def _following(self, language):
        found = {}
        for name, reference in self.told.items():
            visitor = self._asker(language)
            visitor.get(f"/cek?nomor={reference}&kode={codes.access_code(self.key, reference)}")
            found[f"status {name}"] = visitor.get(f"/permohonan/{reference}")
            if name == "scheduled":
                page = f"/permohonan/{reference}"
                found |= {part: visitor.get(f"{page}/{part}") for part in ("pas", "tamu", "batal")}
                found["tamu refused"] = visitor.post(f"{page}/tamu", rows("other", "other", "other") | {"act": "send"})
                found["batal error"] = visitor.post(f"{page}/batal", {"note": ""})
                token = value_of(found["batal"], "csrf_token")
                found["409"] = visitor.client.post(f"{page}/tarik", data={"csrf_token": token})
        return found

    def _errors(self, language):
        told = {}
        for status in (400, 401, 403, 404, 405, 409, 413, 422, 429, 500):
            with self.app.test_request_context("/", headers={"Cookie": f"bahasa={language}"}):
                told[f"error {status}"] = Response(page(status)[0], mimetype="text/html")
        return told

    def _accounts(self, language):
        visitor = self._asker(language)
        asked = {
            "region": "Kota Manado",
            "institution": "BPKAD Kota Manado",
            "name": "Rina",
            "position": "Analis",
            "email": f"baru-{language}@uji.test",
            "phone": "0811-0000-001",
        }
        found = {"account errors": visitor.post("/akun/minta", {"region": "Kota Smarinda"})}
        found["account asked"] = visitor.get(visitor.post("/akun/minta", asked).location)
        with self.app.app_context(), store().reading() as session:
            person = session.scalars(select(Person).where(Person.email == "pemda@uji.test")).one()
        until = "2026-11-20T04:00:00Z"
        token = codes.password(self.key, person.id, person.session_key, until)
        link = f"/akun/sandi/{person.id}?" + urlencode({"sampai": until, "token": token})
        found |= {
            "password": visitor.get(link),
            "password link over": visitor.get(link[:-2]),
            "forgotten errors": visitor.post("/akun/lupa", {"email": "x"}),
            "forgotten": visitor.client.get(visitor.post("/akun/lupa", {"email": "a@uji.test"}).location),
        }
        return found

    def _complaints(self, language):
        visitor = self._asker(language)
        found = {"complaint errors": visitor.post("/pengaduan", {"kind": "complaint", "words": "", "email": "x"})}
        token = value_of(visitor.get("/pengaduan"), "token")
        said = {"kind": "complaint", "words": "Diminta membayar.", "token": token}
        return found | {"complaint received": visitor.get(visitor.post("/pengaduan", said).location)}

    def _region(self, language):
        region = self._asker(language, "pemda")
        return self._errors(language) | {
            "own": region.get("/permohonan"),
            "own empty page": region.get("/permohonan?hal=9"),
            "letter of an account": region.get("/ajukan"),
            "403": region.get("/petugas"),
        }


