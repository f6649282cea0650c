"""A template and what it shows, made into a tagged PDF (PDF/UA-1).

What is shown reaches the template as JSON and is read there as values, so no text of anybody's is ever read as markup.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

_TEMPLATES = Path(__file__).parent
_STANDARD = "ua-1"
_ONE_AT_A_TIME = Lock()
"""A long paper takes hundreds of megabytes while it is made."""


def printed(template: str, told: dict[str, Any], at: datetime) -> bytes:
    """The PDF of a template, dated at an instant: the same bytes for the same words.

    The fonts are those of the press itself. Where somebody's name has a sign that none of them holds, those of the
    machine are taken too and PDF/UA, which allows no sign without a form, is not claimed; the tags stay.
    """
    said = {"told": json.dumps(told, ensure_ascii=False)}
    try:
        return _made(template, said, at, _own_fonts(), [_STANDARD])
    except typst.TypstError:
        return _made(template, said, at, _all_fonts(), [])


def _made(template: str, said: dict[str, str], at: datetime, fonts: typst.Fonts, standards: list[Any]) -> bytes:
    with _ONE_AT_A_TIME:
        return typst.compile(
            str(_TEMPLATES / template),
            root=str(_TEMPLATES),
            font_paths=fonts,
            sys_inputs=said,
            pdf_standards=standards,
            timestamp=at.replace(microsecond=0),
        )


@cache
def _own_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


@cache
def _all_fonts() -> typst.Fonts:
    return typst.Fonts()
