"""The same clauses as a decision of ZEN, a general rules engine written in Rust: expressions over the facts, then a
table that collects the codes of what stands against the slot.

It is given what a table cannot work out for itself, ready made and in its favour: the first possible day, whether the
slot's day is a working day, and the letter numbers already folded.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import zen

from rules.facts import Mode, Office, Situation

Json = dict[str, Any]
Engine = zen.ZenEngine

_ON_LETTER = "#.requester == requester and #.letter == letter and (#.year == null or year == null or #.year == year)"
_THERE = "#.holds and #.day == day and #.start == start"
_EXPRESSIONS = {
    "in_use": f"some(record, #.live and {_ON_LETTER})",
    "same_hour": f"count(record, #.mode == mode and {_THERE})",
    "room_taken": "room != null and (some(blocks, #.room == room and #.day == day and #.start == start)"
    f" or some(record, (#.mode != mode or #.mode == 'video_conference') and #.room == room and {_THERE}))",
    "unknown": "first_day == null or works == null",
}
_OF_VISITS = {
    "spent": f"some(record, #.spends and #.mode == 'visit' and {_ON_LETTER})",
    "in_month": "requester == null ? 0 : "
    "count(record, #.live and #.mode == 'visit' and #.requester == requester and #.month == month)",
    "cap": "leader ? figures.guests_with_leader : figures.guests",
}
_ROWS = {
    "letter_not_addressed": "not addressed",
    "letter_in_use": "in_use",
    "calendar_unknown": "unknown",
    "lead_time": "not unknown and day < first_day",
    "slot_passed": "passed",
    "room_taken": "room_taken",
    "not_a_working_day": "not unknown and not works",
    "not_a_session": "not (start in figures.sessions)",
    "session_taken": "same_hour >= figures.at_once",
    "no_guest": "guests == 0",
}
_ROWS_OF_VISITS = {
    "region_frequency": "requester != null and in_month >= figures.visits",
    "guest_cap": "guests > cap",
    "new_letter_required": "spent",
}


def engine() -> Engine:
    """ZEN with one decision for each mode, held in memory."""
    content = {
        Mode.VISIT.value: _decision(_EXPRESSIONS | _OF_VISITS, _ROWS | _ROWS_OF_VISITS),
        Mode.VIDEO_CONFERENCE.value: _decision(_EXPRESSIONS, _ROWS),
    }
    return zen.ZenEngine({"loader": {"type": "static", "content": content}})


def decide(zen_engine: Engine, mode: Mode, text: str) -> Any:
    """ZEN's answer, with the trace of what each part found."""
    return zen_engine.evaluate(mode.value, text, {"trace": True})


def codes(answered: Any) -> set[str]:
    """The codes that the table collected."""
    return {row["code"] for row in answered["result"]}


def _decision(expressions: dict[str, str], rows: dict[str, str]) -> Json:
    nodes = [
        {"id": "facts", "type": "inputNode", "name": "facts", "position": {"x": 0, "y": 0}},
        {
            "id": "worked_out",
            "type": "expressionNode",
            "name": "worked_out",
            "position": {"x": 1, "y": 0},
            "content": {
                "expressions": [{"id": key, "key": key, "value": value} for key, value in expressions.items()],
                "passThrough": True,
            },
        },
        {
            "id": "against",
            "type": "decisionTableNode",
            "name": "against",
            "position": {"x": 2, "y": 0},
            "content": {
                "hitPolicy": "collect",
                "inputs": [{"id": "when", "name": "when"}],
                "outputs": [{"id": "code", "name": "code", "field": "code"}],
                "rules": [{"_id": code, "when": when, "code": f"'{code}'"} for code, when in rows.items()],
            },
        },
        {"id": "answer", "type": "outputNode", "name": "answer", "position": {"x": 3, "y": 0}},
    ]
    ids = [str(node["id"]) for node in nodes]
    edges = [
        {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}
        for source, target in pairwise(ids)
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def facts(asked: Situation) -> Json:
    """A situation as the plain values that the decision reads."""
    policy = asked.figures.policy(asked.letter.received_on, asked.slot.date)
    visit = asked.mode is Mode.VISIT
    first_day, works = asked.lead.first_day, asked.calendar.is_working(asked.slot.date)
    return {
        "mode": asked.mode.value,
        "requester": asked.requester,
        "letter": asked.letter.name.key,
        "year": asked.letter.name.year,
        "addressed": asked.letter.addressed_to_director_general,
        "day": asked.slot.date.toordinal(),
        "month": asked.slot.date.isoformat()[:7],
        "start": asked.slot.start,
        "first_day": first_day.toordinal() if first_day else None,
        "works": works,
        "passed": asked.asked_minute is not None and asked.slot <= asked.asked_minute,
        "guests": len(asked.guests),
        "leader": any(office is not Office.OTHER for office in asked.guests),
        "room": policy.visit_room if visit and asked.room is None else asked.room,
        "blocks": [{"room": room, "day": slot.date.toordinal(), "start": slot.start} for room, slot in asked.blocks],
        "figures": {
            "guests": policy.guests,
            "guests_with_leader": policy.guests_with_leader,
            "visits": policy.visits_per_region_per_month,
            "sessions": list(policy.visit_sessions if visit else policy.video_sessions),
            "at_once": 1 if visit else policy.video_parallel,
        },
        "record": [
            {
                "mode": booked.mode.value,
                "requester": booked.requester,
                "day": booked.slot.date.toordinal(),
                "month": booked.slot.date.isoformat()[:7],
                "start": booked.slot.start,
                "live": booked.state.live,
                "holds": booked.state.holds,
                "spends": booked.state.spends_letter,
                "letter": booked.letter.key if booked.letter else None,
                "year": booked.letter.year if booked.letter else None,
                "room": policy.visit_room if booked.room is None and booked.mode is Mode.VISIT else booked.room,
            }
            for booked in asked.record.bookings
        ],
    }


def as_text(asked: Situation) -> str:
    """The facts as the JSON text that ZEN reads fastest."""
    return json.dumps(facts(asked))
