"""Documents that somebody sent, read into the plain Markdown of articles. Pure: bytes in, a `ReadDocument` out.

What is read here was written by others and may be made to do harm: `bot.reading` calls it in a process of its own.
"""
