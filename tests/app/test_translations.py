"""Everything a person reads is there in Indonesian and in English, and no template says anything past the catalogue.

`make install` compiles the catalogue for the pages (an .mo is not in git); the tests here compile one of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask_babel import get_domain
from jinja2 import Environment, nodes

from rules.citation import CLAUSES, CODES, channels, circular
from rules.parameters import in_force
from rules.words import Wording
from tests.support.house_of_tests import wish

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "app" / "translations"
ENGLISH = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
PLACE = re.compile(r"%\(\w+\)[a-z]|%")
WORD = re.compile(r"[^\W\d_]{2,}")
PROSE = re.compile(r"[A-Z][a-z]|[^\W\d_]{2,}\s+[^\W\d_]{2,}")
TRANSLATORS = {"_", "gettext", "ngettext"}
SHOWN = {"title", "placeholder", "aria-label", "alt", "data-label"}
"""Attributes that a person reads or hears; data-label is what the style sheet shows in a narrow table."""

SAME_IN_BOTH = {
    "%(number)s, %(day)s": "two facts side by side",
    "API": "the same word",
    "Dering DJPK": "the service's own name",
    "E-mail": "the same word",
    "Menu": "the same word",
    "NIP %(nip)s": "the number's Indonesian name; the form explains it",
    "Token": "the same word",
    "Unit": "the same word",
    "Video": "the same word",
    "Video conference": "the circular's own word",
    "WIB": "the time zone's name",
    "WhatsApp": "a product",
    "administrator": "the same word",
    "video conference": "the circular's own word",
}
NAMES = {
    "Temu DJPK": "the portal's own name",
    "Direktorat Jenderal Perimbangan Keuangan": "the office's own name, under the portal's",
}
"""What a template may say itself."""


@cache
def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def messages() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each message and its English, each as all its forms: one, or singular and plural."""
    return [(forms(message.id), forms(message.string)) for message in english() if message.id]


def forms(text) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@cache
def extracted() -> set[tuple[str, ...]]:
    """What the pages ask the catalogue for."""
    with (TRANSLATIONS / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords=DEFAULT_KEYWORDS | {"_l": None})
    return {forms(message) for _file, _line, message, _comments, _context in found}


def test_the_catalogue_holds_what_the_pages_ask_for_and_nothing_else():
    held = {said for said, _ in messages()}
    assert sorted(extracted() - held) == []
    assert sorted(held - extracted()) == []
    assert list(english().obsolete) == []


def test_every_message_is_translated_and_settled():
    assert not english().fuzzy
    assert [message.id for message in english() if message.fuzzy] == []
    assert [said for said, meant in messages() if not all(form.strip() for form in meant)] == []
    assert [said for said, meant in messages() if len(said) != len(meant)] == []


def test_a_translation_has_the_places_of_its_message():
    places = {
        (before, after)
        for said, meant in messages()
        for before, after in zip(said, meant, strict=True)
        if sorted(PLACE.findall(before)) != sorted(PLACE.findall(after))
    }
    assert places == set()


def test_what_is_the_same_in_both_languages_is_meant_so():
    same = {said[0] for said, meant in messages() if said[0] in meant}
    assert same == set(SAME_IN_BOTH)


def wordings(thing) -> Iterator[Wording]:
    """Every text in both languages that something holds."""
    if isinstance(thing, Wording):
        yield thing
    elif is_dataclass(thing):
        yield from wordings(list(vars(thing).values()))
    elif isinstance(thing, dict):
        yield from wordings(list(thing.values()))
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from wordings(each)


@pytest.mark.parametrize(
    ("held", "least"),
    [
        (CODES, 3 * len(CODES)),
        (CLAUSES, len(CLAUSES)),
        (in_force().by_name, len(in_force().by_name)),
        (channels("service") + channels("complaint"), 1),
        (circular(), 1),
    ],
    ids=["refusals", "clauses", "figures", "channels", "title"],
)
def test_the_rules_speak_both_languages(held, least):
    found = list(wordings(held))
    assert len(found) >= least
    assert [text for text in found if not all(words.strip() for words in text)] == []


class Visible(HTMLParser):
    """Collects what a person reads in a document, but for what is marked as Indonesian."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._unread: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if not self._unread:
            self.texts += [given[name] for name in sorted(SHOWN & set(given)) if given[name]]
        if self._unread[:1] == [tag] or (
            not self._unread and tag != "html" and (tag in ("script", "style") or given.get("lang") == "id")
        ):
            self._unread.append(tag)

    def handle_endtag(self, tag):
        if self._unread[-1:] == [tag]:
            self._unread.pop()

    def handle_data(self, data):
        if not self._unread:
            self.texts.append(data)


def read(html: str) -> list[str]:
    reader = Visible()
    reader.feed(html)
    reader.close()
    return [" ".join(text.split()) for text in reader.texts if text.strip()]


def laid_out(node: nodes.Node) -> Iterator[str]:
    """A template as a document: its own text in order, and a 0 for each thing it works out."""
    match node:
        case nodes.TemplateData():
            yield node.data
        case nodes.Const(value=str(text)):
            yield f"{text}0"
        case nodes.CondExpr():
            yield from (part for each in (node.expr1, node.expr2) if each for part in laid_out(each))
        case nodes.Or() | nodes.And():
            yield from (part for each in (node.left, node.right) for part in laid_out(each))
        case nodes.Output() | nodes.Concat():
            yield from (part for each in node.nodes for part in laid_out(each))
        case nodes.Expr():
            yield "0"
        case _:
            bodies = (each for each in node.iter_child_nodes() if not isinstance(each, nodes.Expr))
            yield from (part for each in bodies for part in laid_out(each))


def constants(node: nodes.Node) -> Iterator[str]:
    """Texts handed on inside expressions, but for those to be translated and those something is compared with."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Call) and isinstance(child.node, nodes.Name) and child.node.name in TRANSLATORS:
            yield from (text for named in child.kwargs for text in constants(named.value))
        elif not isinstance(child, nodes.Compare):
            yield from constants(child)


def past_the_catalogue(source: str) -> list[str]:
    """What a template says without asking the catalogue."""
    for name in NAMES:
        source = source.replace(name, "")
    tree = Environment(autoescape=True).parse(source)
    words = [word for text in read("".join(laid_out(tree))) for word in WORD.findall(text)]
    return words + [text for text in constants(tree) if PROSE.search(text)]


TEMPLATES = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "templates").rglob("*.html"))}


@pytest.mark.parametrize("file", TEMPLATES)
def test_a_template_says_nothing_past_the_catalogue(file):
    assert past_the_catalogue(TEMPLATES[file].read_text(encoding="utf-8")) == []


def test_every_name_a_template_may_say_is_still_said():
    said = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.values())
    assert [name for name in NAMES if name not in said] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Belum ada</p>", ["Belum", "ada"]),
        ("{% block title %}Jadwal{% endblock %} – Temu DJPK", ["Jadwal"]),
        ("{% if a %}<p>{{ _('Ada') }}</p>{% else %}<p>Kosong</p>{% endif %}", ["Kosong"]),
        ("{% for a in b %}{{ a }} kali <br>{% else %}nihil{% endfor %}", ["kali", "nihil"]),
        ("{% macro piece(a) %}<h{{ a }} class='x'>Tamu</h{{ a }}>{% endmacro %}", ["Tamu"]),
        ("{% call piece() %}<b>isi</b>{% endcall %}", ["isi"]),
        ("{% set told %}<b>isi</b>{% endset %}", ["isi"]),
        ("<a title='Buka'>{{ _('Surat') }}</a>", ["Buka"]),
        ("<input placeholder='Cari'>", ["Cari"]),
        ("<nav aria-label='Bahasa {{ a }}'></nav>", ["Bahasa"]),
        ("<img alt='Peta'>", ["Peta"]),
        ("<td data-label='Surat'></td>", ["Surat"]),
        ("{{ 'ya' if a else 'tidak' }}", ["ya", "tidak"]),
        ("{{ a or 'nihil' }}", ["nihil"]),
        ("{{ a ~ ' kali' }}", ["kali"]),
        ("{{ notice('ok', 'Sudah') }}", ["Sudah"]),
        ("{{ field(a, hint='boleh kosong') }}", ["boleh kosong"]),
        ("{{ facts([('Surat', a)]) }}", ["Surat"]),
        ("{{ _('Pilih %(what)s', what='sesi lain') }}", ["sesi lain"]),
    ],
)
def test_what_is_said_past_the_catalogue_is_reported(source, found):
    assert past_the_catalogue(source) == found


def test_what_nobody_reads_or_the_catalogue_says_passes():
    source = """
        {# Belum ada #}<!-- Belum ada --><script src="temu.js"></script>
        <p class="besar{{ ' tebal' if a }}" id="isi">{{ _("Belum ada") }}: 2 % · <b>x</b></p>
        {% if state == "Belum ada" %}{{ icon("clock") }}{% endif %}
        <a aria-label="{{ _('Bahasa') }}" lang="id" href="{{ url_for('a.b') }}#isi">Bahasa Indonesia</a>
        {{ ngettext("%(num)s tamu hadir", "%(num)s tamu hadir", count) }}
    """
    assert past_the_catalogue(source) == []


@cache
def indonesian() -> list[re.Pattern[str]]:
    """How each message looks on a page where it was not translated: a few words alone, a sentence anywhere."""
    found = []
    for said, meant in messages():
        if said[0] not in meant:
            words = [re.escape(part) for part in PLACE.split(said[0])]
            ends = ("", "") if len(WORD.findall("".join(PLACE.split(said[0])))) > 2 else (r"\A", r"\Z")
            found.append(re.compile(".+".join(words).join(ends)))
    return found


@cache
def is_indonesian(text: str) -> bool:
    return any(pattern.search(text) for pattern in indonesian())


def left_in_indonesian(html: str) -> list[str]:
    return [text for text in read(html) if is_indonesian(text)]


@pytest.fixture
def in_english(app, tmp_path, monkeypatch):
    """The application with the catalogue as it stands, compiled in a folder of the test's own."""
    compiled = tmp_path / "translations" / "en" / "LC_MESSAGES" / "messages.mo"
    compiled.parent.mkdir(parents=True)
    with compiled.open("wb") as file:
        write_mo(file, english())
    monkeypatch.setattr(app.extensions["babel"], "translation_directories", [str(tmp_path / "translations")])
    with app.app_context():
        monkeypatch.setattr(get_domain(), "cache", {})


ACCOUNTS = ["/akun/minta", "/akun/minta/terkirim", "/akun/lupa", "/akun/lupa/terkirim", "/akun/sandi/1"]
PAGES = {
    None: [
        *("/", "/jadwal", "/jadwal?mode=video_conference", "/aturan", "/masuk", "/nowhere", "/api/v1/docs"),
        *("/layanan", "/pengaduan", "/ajukan", "/cek", *ACCOUNTS),
    ],
    "pemda": ["/ajukan", "/permohonan", "/permohonan/{}", "/permohonan/{}/batal"],
    "petugas": [
        *("/petugas", "/petugas?state=all&order=day", "/petugas?q=nobody", "/petugas?due=record"),
        *("/petugas/{}", "/petugas/pengaduan", "/petugas/akun"),
    ],
    "resepsionis": ["/resepsionis", "/resepsionis?date=2026-11-25"],
    "unit": ["/unit", "/unit/{}"],
    "pimpinan": ["/pimpinan", "/pimpinan?dari=2026-12&sampai=2026-11&provinsi=64"],
    "admin": [
        *("/admin", "/admin/orang", "/admin/orang?q=zz", "/admin/orang/baru", "/admin/orang/1", "/admin/orang/8"),
        *("/admin/token", "/admin/daftar/unit", "/admin/daftar/topik", "/admin/daftar/ruang"),
        *("/admin/daftar/unit/dana-desa", "/admin/daftar/topik/dana-desa", "/admin/daftar/ruang/lantai-3"),
        *("/admin/jurnal", "/admin/jurnal?act=expire", "/admin/jurnal?ref={}", "/admin/jurnal/akses"),
        *("/admin/jurnal/rantai?stream=booking:{}", "/admin/surel", "/admin/surel?q=a"),
    ],
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("in_english")
def test_an_english_page_has_no_indonesian_left(machine, browser_of, name):
    wanted = wish()
    wanted["guests"][0]["name"] = "Rina"
    reference = machine("pemda").submit(wanted).json["reference"]
    given = {"ground": "directive", "given_by": "Rina", "unit": "dana-desa"}
    assert machine("petugas").post(f"/requests/{reference}/approve", given).status_code == 200
    browser = browser_of(name)
    for page in PAGES[name]:
        path = page.format(reference)
        shown = browser.get(f"{path}{'&' if '?' in path else '?'}lang=en").get_data(as_text=True)
        assert '<html lang="en">' in shown
        assert left_in_indonesian(shown) == [], path


def test_an_indonesian_page_would_be_noticed(browser_of):
    assert len(left_in_indonesian(browser_of().get("/").get_data(as_text=True))) > 20
