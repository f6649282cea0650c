"""How people write the names of regions: shortened, with the office before them, or as they are called."""

from __future__ import annotations

import re

from rules.regions import Region

_BODY = re.compile(
    r"(?:pemerintah(?: daerah(?! istimewa| khusus))?|pemda|sekretariat dprd|sekretariat daerah|setda|setwan|dprd) "
)
"""Whose letter it may be, before the name of the region itself."""

_FIRST_WORDS = {
    "kab": "kabupaten",
    "prov": "provinsi",
    "propinsi": "provinsi",
    "pemkab": "kabupaten",
    "pemkot": "kota",
    "pemprov": "provinsi",
}
_PROVINCE = "provinsi "
_JAKARTA, _YOGYAKARTA = "daerah khusus ibukota jakarta", "daerah istimewa yogyakarta"
_CALLED = {
    "dki": _JAKARTA,
    "dki jakarta": _JAKARTA,
    "d k i jakarta": _JAKARTA,
    "dk jakarta": _JAKARTA,
    "dkj": _JAKARTA,
    "diy": _YOGYAKARTA,
    "d i y": _YOGYAKARTA,
    "di yogyakarta": _YOGYAKARTA,
    "d i yogyakarta": _YOGYAKARTA,
    "diy yogyakarta": _YOGYAKARTA,
    "sumut": "sumatera utara",
    "sumbar": "sumatera barat",
    "sumsel": "sumatera selatan",
    "kepri": "kepulauan riau",
    "babel": "kepulauan bangka belitung",
    "jabar": "jawa barat",
    "jateng": "jawa tengah",
    "jatim": "jawa timur",
    "ntb": "nusa tenggara barat",
    "ntt": "nusa tenggara timur",
    "kalbar": "kalimantan barat",
    "kalteng": "kalimantan tengah",
    "kalsel": "kalimantan selatan",
    "kaltim": "kalimantan timur",
    "kaltara": "kalimantan utara",
    "sulut": "sulawesi utara",
    "sulteng": "sulawesi tengah",
    "sulsel": "sulawesi selatan",
    "sultra": "sulawesi tenggara",
    "sulbar": "sulawesi barat",
    "malut": "maluku utara",
}


def usual(text: str) -> str:
    """What was typed, spelled as the register does, in small letters: "Pemkab. Bone" as "kabupaten bone"."""
    words = " ".join(text.replace(".", " ").split()).casefold()
    words = _BODY.sub("", words, count=1) if _BODY.match(words) else words
    first, gap, rest = words.partition(" ")
    words = _FIRST_WORDS.get(first, first) + gap + rest
    name = words.removeprefix(_PROVINCE)
    return _CALLED.get(name, words)


def written(region: Region) -> tuple[str, ...]:
    """A region's name in small letters, and the same as it is written with its kind, or without the word
    "administrasi"."""
    name = region.name.casefold()
    forms = (name, name.replace(" administrasi ", " "), *([_PROVINCE + name] if region.kind == "province" else []))
    return tuple(dict.fromkeys(forms))
