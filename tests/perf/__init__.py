"""What can be reckoned rather than measured."""
