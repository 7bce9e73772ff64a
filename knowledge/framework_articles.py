"""Every outcome and measure of the Framework in force, told as an article: made anew from it, never kept twice."""

from __future__ import annotations

from domain.framework import Framework, Measure, Outcome
from domain.guidance import Article, Audience, Passage
from domain.phrases import counted, listed, money, months

_ROLL_UP = {
    "sum": "Figures of several periods are added up.",
    "average": "Figures of several periods are averaged, never added up.",
    "latest": "The latest figure counts.",
}
_DIRECTION = {"increase": "More is better.", "decrease": "Less is better.", "maintain": "It should stay as it is."}


def framework_articles(framework: Framework) -> tuple[Article, ...]:
    """One for each outcome; its slug is the outcome's id."""
    return tuple(_article(outcome, framework) for outcome in framework.outcomes)


def _article(outcome: Outcome, framework: Framework) -> Article:
    told = [("", _short(outcome, framework)), ("When it fits", _fit(outcome, framework))]
    told += [(f"Measure {m.id}: {m.name}", _measure(m)) for m in outcome.measures]
    told.append(("The tender question and what assessors look for", _question(outcome)))
    if outcome.guardrail:
        told.append(("What to watch", outcome.guardrail))
    return Article(
        slug=outcome.id,
        title=f"What is outcome {outcome.id}, {outcome.title}?",
        questions=(outcome.statement, f"{outcome.title}: {listed(outcome.words)}"),
        audience=Audience.STAFF,
        source=framework.title,
        source_date=framework.prepared,
        review_by=None,
        passages=tuple(Passage(number, heading, text) for number, (heading, text) in enumerate(told)),
        applies_to=outcome.most_relevant,
        next_step="Plan a tender to see whether this outcome is proportionate for it.",
        version=framework.version,
        owner=framework.title,
    )


def _short(outcome: Outcome, framework: Framework) -> str:
    priority = framework.priority(outcome.priority_id)
    under = f" It belongs to priority {priority.id}, {priority.title}." if priority else ""
    names = listed([measure.name.lower() for measure in outcome.measures])
    count = counted(len(outcome.measures), "measure")
    return f"Outcome {outcome.id}, {outcome.title}: {outcome.statement}{under} It has {count}: {names}."


def _fit(outcome: Outcome, framework: Framework) -> str:
    titles = {category.key: category.title.lower() for category in framework.categories}
    least = f"Outcome {outcome.id} is suggested for contracts of at least {money(outcome.minimum_value)}"
    least += f" and {months(outcome.minimum_months)}." if outcome.minimum_months else "."
    fits = f"It is most relevant to {listed([titles[key] for key in outcome.most_relevant])}."
    rarely = [titles[key] for key in outcome.rarely_relevant]
    return " ".join((least, fits, f"It is rarely relevant to {listed(rarely, 'or')}." if rarely else "")).strip()


def _measure(measure: Measure) -> str:
    said = [f"{measure.name} is counted in {measure.unit}.", _DIRECTION[measure.direction], _ROLL_UP[measure.roll_up]]
    if measure.definition:
        said.append(measure.definition)
    said.append(
        f"Evidence for {measure.name.lower()}: {listed([e[0].lower() + e[1:] for e in measure.evidence], 'or')}."
    )
    return " ".join(said)


def _question(outcome: Outcome) -> str:
    points = "\n".join(f"- {point}" for point in outcome.points)
    return f"The question for outcome {outcome.id}: {outcome.question}\n\nAssessors look for:\n{points}"
