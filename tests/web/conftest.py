"""What every test of the web is given."""

from tests.web.hosted import reader

__all__ = ["reader"]
