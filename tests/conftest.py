"""Fixtures for every test; the wide ones live in modules of their own."""

pytest_plugins = [
    "tests.quick",
    "tests.network",
    "tests.databases",
    "tests.service",
    "tests.redis_server",
    "tests.issuers.running",
    "tests.postbox",
]
