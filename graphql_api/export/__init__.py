"""Every connection as CSV for spreadsheet programs, and as JSON Lines, whole."""

from graphql_api.export.view import ExportView

__all__ = ["ExportView"]
