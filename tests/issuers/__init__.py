"""Identity providers for the tests, and the tests that they are what they say."""
