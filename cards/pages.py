"""The words of the web pages that are no message: the front, a link that has ended, and whatever is wrong."""

from __future__ import annotations

FRONT = (
    "It helps the council's officers choose social value outcomes and measures that fit what they buy, and writes the "
    "pages that go into the tender. It never scores or compares bids; people do that.",
    "Council staff use it in Microsoft Teams and by e-mail.",
)
OPEN_CHAT = "Open the chat on this machine"

WRONG = {
    403: "You cannot do that here.",
    404: "There is no such page. If you followed a link, it may have been mistyped or have expired.",
    405: "This page cannot be used in that way.",
    413: "That is too long. Please send less at a time.",
    415: "This page cannot read what was sent.",
}
"""By HTTP status."""

OUR_FAULT_TITLE = "Sorry, something went wrong"
OUR_FAULT = "Something went wrong on our side. Please try again in a minute."
TELL, GIVE = "If it happens again, tell", "and give this reference:"
"""Before and after the link to support."""
SUPPORT, START = "support", "Go to the start"

LINK_ENDED_TITLE = "This link has ended"
LINK_ENDED = "This link has ended. Open the tender or ticket in the assistant to get a new one."
LINK_BROKEN_TITLE = "This link does not work"
LINK_BROKEN = "This link is not complete. Copy the whole of it, or open the tender or ticket in the assistant."
NO_DOCUMENT_TITLE = "There is no such document now"
FILE_FORGOTTEN = "This file is not kept any more."
