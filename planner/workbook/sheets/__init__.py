"""The sheets, grouped by what they are about; `schema` puts them in order."""
