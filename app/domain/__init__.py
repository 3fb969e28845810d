"""The rules of a comment service: the standard library only, no clock, no I/O."""
