"""Somebody who asks for a consultation through the pages, by a browser without JavaScript."""

import io
import re
from html import unescape

from werkzeug.datastructures import FileStorage

from tests.support.house_of_tests import FIRST_DAY, LETTER, multipart

SURAT = {
    "asks_for": "region",
    "region": "Kota Samarinda",
    "institution": "BPKAD Kota Samarinda",
    "letter_number": "005/123/BPKAD",
    "letter_dated_on": "2026-11-19",
    "letter_subject": "Konsultasi Dana Desa",
    "addressed": "y",
    "topic": "dana-desa",
}
KONTAK = {"contact_name": "Rina", "contact_phone": "0811-0000-001", "contact_email": "rina@uji.test"}
NINE = f"{FIRST_DAY}T09:00"


def rows(*offices):
    """The fields of a party."""
    typed = {}
    for place, office in enumerate(offices):
        typed |= {f"guests-{place}-name": f"Tamu {place + 1}", f"guests-{place}-position": "Kepala Bidang"}
        typed[f"guests-{place}-office"] = office
    return typed


def words(answer):
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))))


def value_of(answer, name):
    """What stands in a field of a page."""
    page = answer.get_data(as_text=True)
    field = re.search(rf'<(?:input|textarea)[^>]*\bname="{re.escape(name)}"[^>]*>([^<]*)', page)
    told = re.search(r'\bvalue="([^"]*)"', field[0])
    return unescape(told[1] if told else field[1])


class Asker:
    """Goes through the steps; ``at`` is where the browser was led last."""

    def __init__(self, client):
        self.client = client
        self.at = "/ajukan"

    def get(self, path=None):
        return self.client.get(path or self.at)

    def post(self, path, fields):
        path = path or self.at
        page = self.get(path.partition("#")[0])
        if page.status_code == 302:
            path = page.location
            page = self.get(path)
        assert page.status_code == 200, (path, page.status_code)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))[1]
        said = {"csrf_token": token, **fields}
        answer = self.client.post(path, **(multipart(said) if "file" in said else {"data": said}))
        if answer.status_code == 302:
            self.at = answer.location
        return answer

    @property
    def draft(self):
        return self.at.rpartition("/")[0]

    def letter(self, file=LETTER, name="surat.pdf", path=None, **changed):
        fields = {key: value for key, value in (SURAT | changed).items() if value is not None}
        if file is not None:
            fields["file"] = FileStorage(io.BytesIO(file), name)
        return self.post(path, fields)

    def pick(self, slot=NINE, mode="visit"):
        return self.post(f"{self.draft}/sesi", {"mode": mode, "slot": slot})

    def party(self, *offices, act="next", **changed):
        return self.post(f"{self.draft}/tamu", rows(*offices) | KONTAK | {"act": act} | changed)

    def send(self):
        self.check = f"{self.draft}/periksa"
        return self.post(self.check, {})

    def whole(self, *, slot=NINE, mode="visit", offices=("other",), file=LETTER, contact=(), **letter):
        """All steps up to the last; gives the answer to the last one that did not lead on."""
        for step in (
            lambda: self.letter(file, **letter),
            lambda: self.pick(slot, mode),
            lambda: self.party(*offices, **dict(contact)),
        ):
            answer = step()
            if answer.status_code != 302:
                return answer
        return self.send()

    @property
    def reference(self):
        return self.at.rpartition("/")[2]
