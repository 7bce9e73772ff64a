"""What goes to a language model names nobody."""

from __future__ import annotations

import pytest

from knowledge.minimise import minimised

PEOPLE = ("Sofia Marsh", "Amira Hollis", "Owen Partridge", "Will May", "The clock", "")


@pytest.mark.parametrize(
    ("question", "sent"),
    [
        ("Can Sofia Marsh waive it?", "Can [name] waive it?"),
        ("can sofia  marsh's team waive it?", "can [name] team waive it?"),
        ("Sofia and Owen said no", "[name] and [name] said no"),
        ("Marsh, Sofia", "[name]"),
        ("Will we? May we? The marsh is wet, the clock ticks.", "Will we? May we? The marsh is wet, [name] ticks."),
        ("Write to amira.hollis+sv@council.example please", "Write to [e-mail address] please"),
        (
            "ring 01629 580000 or +44 7700 900 123 or (0115) 496 0000",
            "ring [phone number] or [phone number] or [phone number]",
        ),
        ("he lives at DE4 3AG", "he lives at [postcode]"),
        ("NI AB 12 34 56 C, NHS 9434765919", "NI [number], NHS [number]"),
        ("Mr John O'Brien and Cllr Smith ask", "[name] and [name] ask"),
        ("see https://x.example/p?who=me and www.y.example", "see [link] and [link]"),
        (
            "£1,250,000 or 5,193,000 from 1 April 2026, 30 days, 10%",
            "£1,250,000 or 5,193,000 from 1 April 2026, 30 days, 10%",
        ),
        ("PPN 002 and P4.2-M1 under section 41", "PPN 002 and P4.2-M1 under section 41"),
    ],
)
def test_a_question_without_who_is_in_it(question: str, sent: str) -> None:
    assert minimised(question, PEOPLE) == sent
