"""Everything that is kept; the only importer of SQLAlchemy and Alembic."""
