"""`python -m app` is `rejoinder`."""

from app.cli import main

main()
