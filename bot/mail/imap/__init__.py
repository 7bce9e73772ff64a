"""A mailbox by IMAP: what comes in."""
