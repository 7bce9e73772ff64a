"""The care of the guidance: documents become drafts, a named person publishes them, and what is out of date ends."""
