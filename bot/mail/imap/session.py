"""One connection to an IMAP server. Everything here blocks and belongs on a thread, but for `interrupt`."""

from __future__ import annotations

import socket
from contextlib import suppress

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from bot.mail.imap.settings import PLAIN, STARTTLS, ImapSettings

LONGEST_SILENCE = 25 * 60.0
"""Seconds. A server may sign off who has been told nothing for half an hour (RFC 2177)."""


class Unreadable(Exception):
    """The server does not give us a message that it has. The text is its own."""


class Session:
    """Signed in, with the folder selected, from the start until `close`.

    Raises `OSError`, `IMAP4.error` or `ImapToolsError` when the server or the network is not well.
    """

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings
        self._mailbox = _connected(settings)
        try:
            self._mailbox.login(settings.user, settings.password, initial_folder=None)
            self._learn_capabilities()
            filed = settings.processed_folder
            if filed and not self._mailbox.folder.exists(filed):
                self._mailbox.folder.create(filed)
            self.validity = self._validity()
            self._mailbox.folder.set(settings.folder)
        except BaseException:
            self.close()
            raise

    @property
    def tells(self) -> bool:
        """True when the server tells us by itself that something has come."""
        return "IDLE" in self._mailbox.client.capabilities

    def new_uids(self, after: int) -> list[int]:
        """The numbers of what came after that one, in order. Only the numbers, however many there are."""
        found = self._mailbox.uids(f"UID {after + 1}:*", charset=None)
        return sorted(uid for uid in map(int, found) if uid > after)  # the last one is always found

    def raw(self, uid: int) -> bytes | None:
        """A message, or the first `most_bytes` and one more of a longer one; None when it is there no more. It stays
        unread.

        Raises `Unreadable`.
        """
        status, parts = self._mailbox.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{self._settings.most_bytes + 1}>)")
        if status != "OK":
            raise Unreadable(f"{status} {parts!r}"[:200])
        return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), None)

    def file_away(self, uids: list[int]) -> None:
        self._mailbox.move([str(uid) for uid in uids], self._settings.processed_folder)

    def find(self, message_id: str) -> bytes | None:
        """A message by its Message-ID, new or filed away; None when there is none. Another folder is selected then."""
        for folder in filter(None, (self._settings.folder, self._settings.processed_folder)):
            self._mailbox.folder.set(folder)
            uids = self._mailbox.uids(f'HEADER Message-ID "{message_id}"', charset=None)
            if uids:
                return self.raw(int(uids[-1]))
        return None

    def listen(self, seconds: float) -> None:
        """Returns when the server tells us something, and after so many seconds, or 25 minutes, in any case."""
        told = self._mailbox.client.untagged_responses
        told.pop("EXISTS", None)
        with self._mailbox.idle as idle:
            if "EXISTS" not in told:  # what came while we asked to be told
                idle.poll(timeout=min(seconds, LONGEST_SILENCE))

    def interrupt(self) -> None:
        """Ends what another thread waits for at once, and the connection with it."""
        with suppress(OSError):
            self._mailbox.client.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with suppress(OSError):
            self._mailbox.client.shutdown()

    def _learn_capabilities(self) -> None:
        """Some servers say what they can do only to those who have signed in."""
        client = self._mailbox.client
        status, said = client.capability()
        if status == "OK" and said and said[-1]:
            client.capabilities = tuple(said[-1].decode("ascii", "replace").upper().split())

    def _validity(self) -> int:
        """When it changes, the numbers of the messages mean nothing any more (RFC 3501, 2.3.1.1)."""
        return int(self._mailbox.folder.status(self._settings.folder, ["UIDVALIDITY"])["UIDVALIDITY"])


def _connected(settings: ImapSettings) -> BaseMailBox:
    if settings.security == PLAIN:
        return MailBoxUnencrypted(settings.host, settings.port, settings.answer)
    kind = MailBoxStartTls if settings.security == STARTTLS else MailBox
    return kind(settings.host, settings.port, timeout=settings.answer, ssl_context=settings.trust())
