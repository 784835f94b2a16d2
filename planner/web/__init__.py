"""The planner in a browser, and for programs over HTTP.

This looks into no workbook and solves nothing: it keeps what comes in the store, shows
what workers found, and loads nothing that they need.
"""

from planner.web.app import create_app
from planner.web.settings import Rate, Settings, check_settings

__all__ = ["Rate", "Settings", "check_settings", "create_app"]
