"""Rejoinder, the "Leave a Reply" box for any page.

The front door is `app.factory.create_app` for HTTP and `app.cli` for the
command line. Importing this package imports neither: a factory here would
drag Flask into `import app.domain`.
"""

__version__ = "0.1.0"
