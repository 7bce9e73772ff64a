"""What is kept of a mail when its bytes are forgotten."""

from __future__ import annotations

from typing import Any

from bot.mail.belief import Belief
from domain.mail import MailFile, ReadMail


def understood(read: ReadMail, believed: Belief | None = None) -> dict[str, Any]:
    """As plain JSON."""
    trust = {"trust": believed.trust.value, "because": believed.reason} if believed else {}
    return {
        "kind": read.kind.value,
        "from": read.headers.sender,
        "name": read.headers.sender_name,
        "subject": read.headers.subject,
        "reply": read.reply,
        "flagged": read.flagged,
        "files": [_file(file) for file in read.files],
        "recipients": [vars(recipient) for recipient in read.recipients],
        "bounced": read.bounced,
        "away_until": read.away_until.isoformat() if read.away_until else "",
        **trust,
    }


def _file(file: MailFile) -> dict[str, Any]:
    return {"name": file.name, "type": file.type, "size": file.size, "reason": file.reason, "digest": file.digest}
