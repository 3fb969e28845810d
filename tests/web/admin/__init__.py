"""The desk, as browsers without JavaScript see it."""
