"""What circular SE-2/PK.1/2024 says, as functions of facts.

This room is told facts and gives verdicts. It fetches nothing, asks no clock and knows no database. Every date and
hour is WIB (UTC+7).
"""

from rules.engine import judge, survey
from rules.facts import Situation
from rules.verdict import Finding, Refusal, Verdict

__all__ = ["Finding", "Refusal", "Situation", "Verdict", "judge", "survey"]
