"""What the council has published: data, and pure reading of it."""
