"""Every page that a journey shows: for all readers, in every width, by keyboard, and with links that work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.e2e.assistant import Assistant
from tests.e2e.conftest import Come
from tests.e2e.person import Person, to_outcomes

WIDE, NARROW = 1000, 320
TO_SEE = "el => { const s = getComputedStyle(el); return s.outlineStyle + ' ' + s.outlineWidth; }"


def set_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def check_for_everybody(page: Page, without: Sequence[str] = ()) -> None:
    """No violation that axe knows, wide and narrow, and nothing to scroll sideways, with words twice as large too;
    `without` are rules of axe that do not apply."""
    options = {"rules": {rule: {"enabled": False} for rule in without}}
    for width in (WIDE, NARROW):
        set_width(page, width)
        assert overflow(page) == 0
        found = Axe().run(page, options=options).response["violations"]
        assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in found] == []
    set_width(page, WIDE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow(page) == 0
    page.evaluate("document.documentElement.style.fontSize = ''")


class LinkCheck:
    """Follows every link of every page once."""

    def __init__(self) -> None:
        self.followed: dict[str, int] = {}

    def __call__(self, page: Page) -> None:
        for link in page.locator("a[href]").all():
            address = urljoin(page.url, str(link.get_attribute("href"))).partition("#")[0]
            if address not in self.followed:
                self.followed[address] = page.request.get(address).status


def walk_through(amira: Person) -> None:
    """Every kind of page there is, once."""
    amira.say("hello")
    amira.say("framework")
    to_outcomes(amira)
    ref = amira.tender
    amira.press("None is suitable")
    amira.press("Send the request")
    amira.press("Back to the tender")
    amira.go_on_to("Check the selection")
    amira.press("Edit wording")
    amira.press("Back to the tender")
    amira.press("Add our own measure")
    amira.press("Send for approval")
    amira.press("Back to the tender")
    amira.press("Make the tender pack")
    amira.press("Share with a colleague")
    amira.press("Share")
    amira.say(f"history {ref}")
    amira.say("my tenders")
    amira.say("ask a person")
    amira.say("please score these bids")
    amira.say("xyzzy")


def test_every_page_is_for_everybody(come: Come) -> None:
    walk_through(come("Amira Hollis", scripts=True, looked=check_for_everybody))


def test_no_link_is_dead(come: Come, assistant: Assistant) -> None:
    follow = LinkCheck()
    amira = come("Amira Hollis", looked=follow)
    walk_through(amira)
    for path in ("/", "/privacy", "/terms", "/support", "/dev/chat"):
        amira.page.goto(assistant.address + path)
        follow(amira.page)
    assert {address: status for address, status in follow.followed.items() if status != 200} == {}
    assert len([address for address in follow.followed if "/files/" in address]) >= 5


def test_the_pages_for_mail_are_for_everybody(come: Come, assistant: Assistant) -> None:
    """A question is written and answered, and the answer is replied to, all by real mail to the process."""
    page = come("Amira Hollis", scripts=True).page
    page.goto(assistant.address + "/dev/mail")
    check_for_everybody(page)
    page.get_by_text("Write to the assistant").click()
    page.get_by_label("From").select_option("amira@council.example")
    page.get_by_label("Subject").fill("Chairs")
    page.get_by_label("Your message").fill("I need a quotation for 40 office chairs, £38,000 including VAT, one-off")
    check_for_everybody(page)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="Re: Chairs").click()
    assert "40 office chairs" in page.locator("pre.letter").first.inner_text()
    assert "40 office chairs" in page.frame_locator("iframe").locator("body").inner_text()
    check_for_everybody(page)
    page.get_by_label("Your reply").fill("my tenders")
    page.get_by_role("button", name="Send the reply").click()
    assert page.get_by_role("link", name="Re: Chairs").count() >= 3
    page.get_by_role("table", name="What came in").get_by_role("link").first.click()
    assert page.locator("pre.letter").first.inner_text() == "my tenders"
    check_for_everybody(page)


def test_the_page_of_a_wrong_person_is_for_everybody(come: Come, assistant: Assistant) -> None:
    page = come("Amira Hollis", scripts=True).page
    page.goto(assistant.address + "/dev/mail")
    page.get_by_text("Write to the assistant").click()
    page.get_by_label("From").select_option("theo@supplier.example")
    page.get_by_label("Subject").fill("Apprentices")
    page.get_by_label("Your message").fill("Where do we send their names?")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="Re: Apprentices").click()
    page.frame_locator("iframe").get_by_role("link", name="Not for you?").wait_for()
    page.goto(str(page.frame_locator("iframe").get_by_role("link", name="Not for you?").get_attribute("href")))
    check_for_everybody(page)
    page.get_by_label("Their name").fill("Kim Vale")
    page.get_by_role("button", name="Tell the council").click()
    assert "Please write who deals with it" in page.get_by_role("main").inner_text()
    check_for_everybody(page)
    page.get_by_label("Who deals with this?").fill("Our site manager")
    page.get_by_role("button", name="Tell the council").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert "Our site manager\nTheir name: Kim Vale" in page.locator("blockquote").inner_text().replace("\n\n", "\n")
    check_for_everybody(page)


@pytest.mark.parametrize("path", ["/", "/privacy", "/terms", "/support", "/dev/chat", "/no-such-page"])
def test_the_other_pages_are_for_everybody(come: Come, assistant: Assistant, path: str) -> None:
    page = come("Amira Hollis", scripts=True).page
    page.goto(assistant.address + path)
    check_for_everybody(page)


def focused(page: Page) -> Iterator[tuple[str, str]]:
    """What Tab reaches from the top of the page, in order: its accessible words, and its outline."""
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    while True:
        page.keyboard.press("Tab")
        reached = page.locator(":focus")
        if reached.count() == 0 or reached.get_attribute("data-reached"):
            return
        reached.evaluate("el => el.setAttribute('data-reached', 'yes')")
        name = str(reached.evaluate("el => el.labels?.length ? el.labels[0].innerText : el.innerText || el.ariaLabel"))
        yield name.split("\n")[0].strip(), str(reached.evaluate(TO_SEE))


def test_the_keyboard_is_enough(come: Come) -> None:
    amira = come("Amira Hollis", scripts=True)
    amira.say("I'm buying home care for adults, £700,000 including VAT, three years from 1 November 2027")
    amira.page.goto(amira.page.url.partition("#")[0])
    reached = list(focused(amira.page))
    assert {outline for _, outline in reached} == {"solid 3px"}
    names = [name for name, _ in reached]
    assert names[:3] == ["Skip to the main content", "Social Value Assistant", "Speak as somebody else"]
    form = ["The whole county", "Mostly smaller firms", "Continue", "Save and leave", "Your message", "Send"]
    assert [next((n for n in names if n.startswith(wanted)), "") != "" for wanted in form] == [True] * len(form)
    assert names[-3:] == ["Privacy", "Terms of use", "Support"]

    # The form is answered and sent without a mouse.
    amira.latest.get_by_label("The whole county").focus()
    amira.page.keyboard.press("Space")
    amira.latest.get_by_label("A mix of small and large").focus()
    amira.page.keyboard.press("Space")
    amira.latest.get_by_role("button", name="Continue").focus()
    amira.page.keyboard.press("Enter")
    amira.page.get_by_role("heading", name="Step 2 of 6: Choose the outcomes").wait_for()
