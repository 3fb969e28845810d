"""Signing in, against real issuers on loopback."""
