"""What we say while an officer plans a tender."""
