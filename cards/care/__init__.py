"""Messages about the guidance's own care: drafts, what is published, and case studies."""
