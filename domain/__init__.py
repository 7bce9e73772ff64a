"""What things are and the council's rules: plain Python, no input or output, no clock."""
