"""Run alone by ``booking.inspection.process``: ``python -I look.py KIND``, the file on standard input.

Prints one word of ``findings``. Whatever ends otherwise, the parent takes for "cannot be checked".
"""

import os
import sys
from collections.abc import Callable

sys.path.append(os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "..")))  # noqa: PTH100, PTH118, PTH120

from booking.inspection.looking import disguise, limits
from booking.inspection.looking.findings import JPEG, PDF, Finding, Found

_GIVEN = 0
"""Standard input: read from its beginning, and the parent's place in it stays."""


def main(kind: str) -> Finding:
    """Look into standard input."""
    looks = _of(kind)
    limits.keep()
    try:
        content = os.pread(_GIVEN, os.fstat(_GIVEN).st_size, 0)
        disguise.look(content, pdf=kind == PDF)
        looks(content)
    except Found as found:
        return found.finding
    except (MemoryError, RecursionError):
        return Finding.UNCHECKED
    except Exception:  # whatever a library says of a file that it cannot read
        return Finding.BROKEN
    return Finding.FIT


def _of(kind: str) -> Callable[[bytes], None]:
    """What looks into a kind of file; imported only now, as each costs a tenth of a second."""
    if kind == PDF:
        from booking.inspection.looking import pdf

        return pdf.look
    from booking.inspection.looking import image

    return image.look_at_jpeg if kind == JPEG else image.look_at_png


if __name__ == "__main__":
    os.write(sys.stdout.fileno(), main(sys.argv[1]).value.encode())
    os._exit(0)  # nothing is left to tidy up, and freeing many objects takes its time
