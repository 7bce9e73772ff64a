"""What a turn costs, measured: `make bench`."""
