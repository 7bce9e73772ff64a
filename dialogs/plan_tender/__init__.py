"""The journey of an officer who plans a tender."""
