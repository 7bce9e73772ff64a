"""What a turn means and what is asked next: pure functions of what was said and what is known."""
