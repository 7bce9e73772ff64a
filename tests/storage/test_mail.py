"""Mail that came in: kept once, claimed by lease, set aside or read, and its bytes forgotten in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.changes import TicketRaised
from domain.mail import KeptFile, MailJob, MailSource, MailState, RawMail, StoredMail
from domain.people import CLOCK
from storage.jobs import WORKER_DIED
from storage.store import Store, Tx
from tests.storage.builders import LEASE, NOW, met, ticket

MAILBOX = "assistant@council.example"
DAY = timedelta(days=1)


def raw(content: bytes = b"Subject: hello\r\n\r\nhello\r\n", mailbox: str = MAILBOX) -> RawMail:
    return RawMail(mailbox, content, "amira@council.example", (MAILBOX,), NOW, MailSource.SMTP)


async def keep(store: Store, mail: RawMail | None = None, message_id: str = "1@council.example") -> int | None:
    return await store.write(lambda tx: tx.keep_mail(mail or raw(), message_id, at=NOW))


async def claim(store: Store, seconds: float = 0, count: int = 9) -> list[MailJob]:
    now = NOW + timedelta(seconds=seconds)
    taken, _ = await store.write(lambda tx: tx.claim_mail(count, lease=LEASE, now=now, max_attempts=2))
    return taken


async def kept(store: Store, mail_id: int) -> StoredMail:
    found = await store.read(lambda tx: tx.mail(mail_id))
    assert found is not None
    return found


async def test_a_message_is_kept_whole_and_once(store: Store) -> None:
    first = await keep(store)
    assert first is not None
    assert await keep(store) is None
    assert await kept(store, first) == StoredMail(
        id=first,
        mailbox=MAILBOX,
        message_id="1@council.example",
        duplicate=False,
        source=MailSource.SMTP,
        source_id="",
        sender="amira@council.example",
        recipients=(MAILBOX,),
        at=NOW,
        since=NOW,
        size=25,
        state=MailState.NEW,
        raw=b"Subject: hello\r\n\r\nhello\r\n",
    )
    assert [job.mail_id for job in await claim(store)] == [first]


async def test_the_same_id_with_other_bytes_is_another_message_and_says_so(store: Store) -> None:
    first = await keep(store)
    second = await keep(store, raw(b"Subject: hello\r\n\r\nother\r\n"))
    elsewhere = await keep(store, raw(mailbox="postmaster@council.example"))
    nameless = [await keep(store, raw(content), "") for content in (b"a", b"b")]
    found = [await kept(store, i) for i in (first, second, elsewhere, *nameless) if i is not None]
    assert [mail.duplicate for mail in found] == [False, True, False, False, False]


async def test_reading_is_claimed_by_lease_and_only_the_latest_claim_counts(store: Store) -> None:
    mail_id = await keep(store)
    (first,) = await claim(store)
    assert await claim(store, 59) == []
    (again,) = await claim(store, 60)
    assert (again.mail_id, again.attempts, first.attempts) == (mail_id, 2, 1)
    for held, expected in ((first, False), (again, True), (again, False)):
        done = await store.write(
            lambda tx, h=held: tx.mail_read(h, MailState.READ, at=NOW, thread="7KQ2M4", understood={"reply": "hi"})
        )
        assert done is expected
    found = await kept(store, again.mail_id)
    assert (found.state, found.thread, found.understood) == (MailState.READ, "7KQ2M4", {"reply": "hi"})


async def test_a_message_that_ends_the_process_each_time_is_set_aside_and_holds_up_no_other(store: Store) -> None:
    poison = await keep(store)
    for seconds in (0, 60):
        assert [job.mail_id for job in await claim(store, seconds)] == [poison]
    other = await keep(store, raw(b"other"))
    assert [job.mail_id for job in await claim(store, 120)] == [other]
    assert [(m.id, m.reason) for m in await store.read(lambda tx: tx.mail_in(MailState.SET_ASIDE))] == [
        (poison, WORKER_DIED)
    ]


async def test_what_was_set_aside_is_read_again_even_when_its_job_is_forgotten(store: Store) -> None:
    mail_id = await keep(store)
    assert mail_id is not None
    for forgotten in (False, True):
        (held,) = await claim(store)
        await store.write(lambda tx, h=held: tx.mail_read(h, MailState.SET_ASIDE, at=NOW, reason="too many parts"))
        assert (await kept(store, mail_id)).reason == "too many parts"
        if forgotten:
            assert await store.write(lambda tx: tx.prune(NOW + DAY)) == 1
        assert await store.write(lambda tx: tx.read_mail_again(mail_id, NOW)) is True
        assert (await kept(store, mail_id)).state is MailState.NEW
    assert await store.write(lambda tx: tx.read_mail_again(mail_id, NOW)) is False
    assert [job.mail_id for job in await claim(store)] == [mail_id]


async def test_bytes_of_what_is_settled_are_forgotten_but_not_what_was_understood(store: Store) -> None:
    ids = [await keep(store, raw(content), content.decode()) for content in (b"read", b"aside", b"new")]
    read, aside = await claim(store, count=2)
    await store.write(lambda tx: tx.mail_read(read, MailState.READ, at=NOW, understood={"reply": "hi"}))
    await store.write(lambda tx: tx.mail_read(aside, MailState.SET_ASIDE, at=NOW, reason="strange"))

    def forget(tx: Tx) -> int:
        return tx.forget_mail(NOW + DAY)

    assert [await store.write(lambda tx: tx.forget_mail(NOW)), await store.write(forget)] == [0, 2]
    found = [await kept(store, i) for i in ids if i is not None]
    assert [(m.raw, m.understood) for m in found] == [(b"", {"reply": "hi"}), (b"", {}), (b"new", {})]
    assert [(m.state, m.reason) for m in found] == [
        (MailState.READ, ""),
        (MailState.DISMISSED, "strange"),
        (MailState.NEW, ""),
    ]
    assert [m.size for m in found] == [4, 5, 3]


async def test_what_was_set_aside_is_dismissed_once_and_for_the_record(store: Store) -> None:
    mail_id = await keep(store)
    assert mail_id is not None
    (held,) = await claim(store)

    def dismiss(tx: Tx) -> bool:
        return tx.dismiss_mail(mail_id, "a stranger", by=CLOCK, at=NOW)

    assert await store.write(dismiss) is False
    await store.write(lambda tx: tx.mail_read(held, MailState.SET_ASIDE, at=NOW, reason="strange"))
    assert [await store.write(dismiss), await store.write(dismiss)] == [True, False]
    assert (await kept(store, mail_id)).state is MailState.DISMISSED
    assert await store.read(lambda tx: tx.mail_in(MailState.SET_ASIDE)) == ()
    assert await store.write(lambda tx: tx.read_mail_again(mail_id, NOW)) is False
    (line,) = await store.read(lambda tx: tx.history(f"mail {mail_id}"))
    assert (line.verb, line.data, line.by) == ("MailDismissed", {"reason": "a stranger"}, CLOCK.name)


async def test_files_of_old_mail_are_needless_unless_a_ticket_has_them(store: Store) -> None:
    await keep(store)
    (held,) = await claim(store)
    digests = ["a" * 64, "b" * 64, ""]
    made_of_it = {"files": [{"digest": digest} for digest in digests]}
    await store.write(lambda tx: tx.mail_read(held, MailState.READ, at=NOW, understood=made_of_it))

    def raise_ticket(tx: Tx) -> None:
        person, place = met(tx)
        line = KeptFile("hours.csv", "text/csv", digests[0]).line()
        tx.record([TicketRaised(ticket(person, details={"files": line}))], by=person, conversation=place, at=NOW)

    await store.write(raise_ticket)
    found = [await store.read(lambda tx, d=days: tx.needless_files(NOW + d * DAY)) for days in (0, 1)]
    assert found == [(), (digests[1],)]
    await store.write(lambda tx: tx.forget_mail(NOW + DAY))
    assert await store.read(lambda tx: tx.needless_files(NOW + DAY)) == ()


async def test_a_source_that_writes_the_bytes_anew_each_time_is_known_by_its_id(store: Store) -> None:
    first = replace(raw(b"boundary one"), source=MailSource.GRAPH, source_id="AAk1")
    assert await keep(store, first) is not None
    assert await keep(store, replace(first, raw=b"boundary two")) is None
    assert await keep(store, replace(first, raw=b"boundary two", mailbox="postmaster@council.example")) is not None
    assert await keep(store, replace(first, raw=b"another", source_id="AAk2")) is not None
    assert len(await claim(store)) == 3
