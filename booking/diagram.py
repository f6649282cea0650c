"""The table of states as a diagram: ``python -m booking.diagram`` prints ``docs/states.md``."""

from __future__ import annotations

from booking.states import STATES, Step
from rules.facts import State

_HEAD = """# States and acts

Drawn from the table in `booking/states.py` by `python -m booking.diagram`; a test keeps it up to date.

```mermaid
stateDiagram-v2
"""


def drawn() -> str:
    """The whole page."""
    lines = sorted({line for (state, act), step in STATES.items() for line in _arrows(state, act.value, step)})
    return _HEAD + "".join(f"    {line}\n" for line in lines) + "```\n"


def _arrows(state: State | None, act: str, step: Step) -> list[str]:
    origin = state.value if state else "[*]"
    who = ", ".join(sorted(role.value for role in step.by))
    targets = [step.to, *([step.otherwise] if step.otherwise else [])]
    return [f"{origin} --> {target.value}: {act} ({who})" for target in targets]


if __name__ == "__main__":
    print(drawn(), end="")
