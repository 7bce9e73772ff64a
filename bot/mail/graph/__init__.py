"""A mailbox of Exchange Online by Microsoft Graph: what comes in, what goes out, and notifications.

https://learn.microsoft.com/graph/outlook-mail-concept-overview
"""
