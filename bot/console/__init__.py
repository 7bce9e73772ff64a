"""A door for a terminal."""
