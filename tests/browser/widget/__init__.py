"""The widget in a real browser, on a page of another site than the service."""
