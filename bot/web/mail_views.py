"""What the pages for mail show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from bot.web.ports import SentLetter
from cards.words import counted, moment, one_line, shown
from domain.mail import MailState, StoredMail
from domain.people import Person

SENDER, SUBJECT, TEXT = "_sender", "_subject", "_text"
"""Names of the fields of our forms."""

STATES = {"ready": "on its way", "done": "sent", "dead": "given up"}
MOST_SHOWN = 200_000
"""Characters of a mail as it came that one page shows."""


def lists(came: Sequence[StoredMail], went: Sequence[SentLetter], people: Sequence[Person]) -> Markup:
    lead = Markup(
        "<p>Nothing leaves this machine: what the assistant sends is only shown here. What you write here goes to it "
        'by SMTP, as from any mail program. <a href="/dev/mail">Look again</a></p>'
    )
    out = _table("What went out, newest first", ("Subject", "To", "When"), map(_out_row, went))
    into = _table("What came in, newest first", ("Subject", "From", "What was made of it", "When"), map(_in_row, came))
    return lead + _writing(people) + (out if went else _nothing("sent")) + (into if came else _nothing("received"))


def _nothing(done: str) -> Markup:
    return Markup("<p>No mail has been {} yet.</p>").format(done)


def _writing(people: Sequence[Person]) -> Markup:
    options = Markup("").join(
        Markup('<option value="{}">{} ({})</option>').format(p.email, one_line(p.name), p.email) for p in people
    )
    return Markup(
        '<details><summary>Write to the assistant</summary><form method="post" action="/dev/mail">'
        '<label class="question"><span class="label">From</span><select name="{}">{}</select></label>'
        '<label class="question"><span class="label">Subject</span><input type="text" name="{}" autocomplete="off">'
        "</label>{}</form></details>"
    ).format(SENDER, options, SUBJECT, _words("Your message", "Send"))


def _words(label: str, button: str) -> Markup:
    return Markup(
        '<label class="question"><span class="label">{}</span><textarea name="{}" rows="6">\n</textarea></label>'
        '<p class="buttons"><button type="submit" class="main">{}</button></p>'
    ).format(label, TEXT, button)


def _table(caption: str, heads: Sequence[str], rows: Iterable[Markup]) -> Markup:
    cells = Markup("").join(Markup('<th scope="col">{}</th>').format(head) for head in heads)
    return Markup(
        '<div class="scroll" role="group" aria-label="{0}" tabindex="0"><table><caption>{0}</caption>'
        "<thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>"
    ).format(caption, cells, Markup("\n").join(rows))


def _out_row(letter: SentLetter) -> Markup:
    when = f"{STATES.get(letter.state, letter.state)}, {moment(letter.at)}"
    return _row(f"/dev/mail/out/{letter.id}", letter.subject, letter.to, when)


def _in_row(mail: StoredMail) -> Markup:
    subject = str(mail.understood.get("subject", ""))
    sender = str(mail.understood.get("from", "")) or mail.sender
    return _row(f"/dev/mail/in/{mail.id}", subject, sender, _made(mail), moment(mail.at))


def _row(address: str, title: str, *cells: str) -> Markup:
    others = Markup("").join(Markup("<td>{}</td>").format(one_line(cell)) for cell in cells)
    name = one_line(title) or "No subject"
    return Markup('<tr><th scope="row"><a href="{}">{}</a></th>{}</tr>').format(address, name, others)


def _made(mail: StoredMail) -> str:
    if mail.state is MailState.NEW:
        return "not read yet"
    if mail.state is MailState.SET_ASIDE:
        return "set aside"
    return str(mail.understood.get("kind", ""))


def went(letter: SentLetter) -> Markup:
    head, _, _ = letter.raw.partition(b"\r\n\r\n")
    rows = [("To", letter.to), ("State", f"{STATES.get(letter.state, letter.state)}, {moment(letter.at)}")]
    rows += [("Why", letter.error)] if letter.error else []
    reply = Markup('<h2>Reply</h2><form method="post" action="/dev/mail/out/{}">{}</form>').format(
        letter.id, _words("Your reply", "Send the reply")
    )
    frame = Markup(
        '<h2>HTML</h2><iframe class="letter" src="/dev/mail/out/{}/html" sandbox title="The mail as HTML"></iframe>'
    )
    return Markup("").join(
        (_back(), _facts(rows), _text("Text", letter.text), frame.format(letter.id), reply)
    ) + Markup("").join((_folded("Headers", head), _folded("The whole mail", letter.raw)))


def came(mail: StoredMail) -> Markup:
    made = mail.understood
    rows = [
        ("From", str(made.get("from", "")) or mail.sender or "nobody"),
        ("Envelope", f"from {mail.sender or 'nobody'} to {', '.join(mail.recipients)}"),
        ("Came", f"{moment(mail.at)}, by {mail.source.value}, {counted(mail.size, 'byte')}"),
        ("Made of it", _made(mail)),
        ("Why", mail.reason),
        ("Trust", " because ".join(str(made[key]) for key in ("trust", "because") if made.get(key))),
        ("Thread", mail.thread),
        ("Subject", str(made.get("subject", ""))),
        ("Files", "; ".join(_file(file) for file in made.get("files", ()))),
        ("Doubt", str(made.get("flagged", ""))),
        ("Same id as another", "yes" if mail.duplicate else ""),
    ]
    reply = _text("The words that were read", str(made.get("reply") or "")) if made.get("reply") else Markup("")
    head, _, _ = mail.raw.partition(b"\r\n\r\n")
    raw = (_folded("Headers", head), _folded("The whole mail", mail.raw)) if mail.raw else (_forgotten(),)
    return Markup("").join((_back(), _facts([row for row in rows if row[1]]), reply, *raw))


def _file(file: dict[str, object]) -> str:
    refused = f"; not taken: {file['reason']}" if file.get("reason") else ""
    return f"{file.get('name', '')} ({file.get('type', '')}, {file.get('size', 0)} bytes{refused})"


def _back() -> Markup:
    return Markup('<p><a href="/dev/mail">All mail</a></p>')


def _forgotten() -> Markup:
    return Markup("<p>The mail as it came has been forgotten; what was understood of it is kept.</p>")


def _facts(rows: Iterable[tuple[str, str]]) -> Markup:
    lines = Markup("").join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, one_line(value)) for name, value in rows
    )
    return Markup("<dl>{}</dl>").format(lines)


def _text(title: str, text: str) -> Markup:
    return Markup('<h2>{0}</h2><pre class="letter">{1}</pre>').format(title, shown(text))


def _folded(title: str, raw: bytes) -> Markup:
    text = shown(raw.decode("utf-8", "replace"))[:MOST_SHOWN]
    return Markup('<details><summary>{}</summary><pre class="letter">{}</pre></details>').format(title, text)
