"""Everything we say. One file a message; three renderings of the same blocks."""
