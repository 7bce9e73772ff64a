from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain.framework import Framework, Parameter
from knowledge.compare import differences
from knowledge.load import parse


def test_the_same_framework_has_no_differences(framework: Framework) -> None:
    assert differences(framework, replace(framework, version=7)) == ()


def test_a_changed_outcome_tier_and_figure(text: str, framework: Framework) -> None:
    start = text.index("- id: P4.2")
    changed = text[:start] + text[start:].replace("value_gbp: 100000", "value_gbp: 50000", 1).replace(
        "duration_months: 12", "duration_months: 1", 1
    )
    changed = changed.replace("value: 13.45", "value: 13.9", 1).replace("outcomes: [3, 6]", "outcomes: [3, 5]", 1)
    changed = changed.replace("adopted: false", "adopted: true", 1)
    assert differences(framework, parse(changed)) == (
        "The Framework: adopted no → yes",
        "Tier T5 Strategic: outcomes 3, 6 → 3, 5",
        "P4.2 Less loneliness: minimum value £100,000 → £50,000",
        "P4.2 Less loneliness: minimum length 12 months → 1 month",
        "Figure rlw.uk_gbp_per_hour from 22 October 2025: value 13.45 → 13.9",
    )


def test_what_was_added_and_left_out(framework: Framework) -> None:
    last = framework.priorities[-1]
    shorter = replace(
        framework,
        priorities=(*framework.priorities[:-1], replace(last, outcomes=last.outcomes[:-1])),
        duration_rules=framework.duration_rules[:-1],
        parameters=(*framework.parameters, Parameter("x.rate", Decimal(5), "A source", date(2027, 1, 1))),
    )
    assert differences(framework, shorter) == (
        "P7.5 Ethical supply chains: left out",
        "P7.5-M1 Higher-risk suppliers assessed in the last 12 months: left out",
        "P7.5-M2 Relevant staff trained to spot exploitation: left out",
        "P7.5-M3 Concerns acted on within 10 working days: left out",
        "Figure x.rate from 1 January 2027: added, 5",
        "Duration rule left out: Include at least one outcome-type measure, not only outputs",
    )
    assert differences(shorter, framework)[0] == "P7.5 Ethical supply chains: added"


def test_a_changed_measure_and_order(framework: Framework) -> None:
    first = framework.priorities[0]
    outcome = first.outcomes[0]
    measure = replace(outcome.measures[0], roll_up="average", definition="")
    measures = (measure, *outcome.measures[1:])
    changed = replace(first, outcomes=(replace(outcome, measures=measures), *first.outcomes[1:]))
    assert differences(framework, replace(framework, priorities=(changed, *framework.priorities[1:]))) == (
        'P1.1-M1 Work done by county residents: roll-up "sum" → "average"',
        "P1.1-M1 Work done by county residents: definition "
        '"One FTE-year is 1,650 paid hours. Count people who normally live in Derbyshire; '
        'new and retained posts are reported separately." → none',
    )
    turned = replace(framework, districts=framework.districts[::-1], tests=framework.tests[::-1])
    assert differences(framework, turned)[1:] == (
        "The order changed: measurable, additional, fair, proportionate, relevant",
    )
