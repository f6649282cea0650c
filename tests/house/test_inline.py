"""Pages run under a policy without inline script and style. Mail and PDF have no such policy and need their own."""

import re
from pathlib import Path

import pytest

from tests.house.reading import ROOT, Finding, listed, plant

EVENTS = (
    "abort|animation|auxclick|before|blur|cancel|change|click|close|contextmenu|copy|cut|dblclick|drag|drop|error|focus|"
    "formdata|hashchange|input|invalid|key|load|message|mouse|offline|online|page|paste|play|pointer|popstate|reset|"
    "resize|scroll|search|select|submit|toggle|touch|transition|unload|wheel"
)
INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*(\ssrc\s*=|application/(ld\+)?json))[^>]*>", re.IGNORECASE),
    "an inline stylesheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"[\s\"'(,]style(=(?!=)|\s*=\s*[\"'{])", re.IGNORECASE),
    "an event attribute": re.compile(rf"[\s\"'(,]on({EVENTS})\w*\s*=", re.IGNORECASE),
    "a script address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
}
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
EXEMPT = {"mail", "pdf"}


def inline(root: Path) -> list[Finding]:
    return [
        Finding(path.relative_to(root).as_posix(), text.count("\n", 0, found.start()) + 1, what)
        for path in sorted((root / "templates").rglob("*"))
        if path.is_file() and not EXEMPT & set(re.split(r"[/._-]", path.relative_to(root).as_posix()))
        for text in [COMMENT.sub(blank, path.read_text(encoding="utf-8"))]
        for what, pattern in INLINE.items()
        for found in pattern.finditer(text)
    ]


def blank(comment: re.Match[str]) -> str:
    """Nothing but the lines it had, so that the numbers of the others stay."""
    return "\n" * comment[0].count("\n")


def test_no_template_has_inline_script_or_style() -> None:
    assert not (found := inline(ROOT)), listed(found)


@pytest.mark.parametrize(
    "text",
    [
        "<script>go()</script>",
        '<script type="module" nonce="{{ nonce }}">go()</script>',
        "<style>p { color: red }</style>",
        '<p style="color: red">',
        "<p STYLE = 'color: red'>",
        "<p style=color:red>",
        '<a class="x"onclick="go()">',
        "<body onload=go()>",
        '<input onkeydown="go()">',
        '{{ field(class="x", style="color: red") }}',
        '<a href="javascript:go()">',
    ],
)
def test_an_inline_part_is_reported(tmp_path: Path, text: str) -> None:
    plant(tmp_path, "templates/desk/today.html", f"{{# one\ntwo #}}\n{text}\n")
    assert [(found.file, found.line) for found in inline(tmp_path)] == [("templates/desk/today.html", 3)]


def test_what_comes_from_a_file_passes(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "templates/base.html",
        '<script src="{{ url }}" defer></script>\n<script type="application/json">{}</script>\n'
        '<link rel="stylesheet" href="x">\n{% set once = "1" %}\n{% if style == once %}\n'
        '{# no style="x" here #}\n<p data-style="x" id="on">',
    )
    plant(tmp_path, "templates/mail/approved.html", '<p style="color: red">')
    plant(tmp_path, "templates/desk/pass.pdf.html", '<p style="color: red">')
    assert inline(tmp_path) == []
