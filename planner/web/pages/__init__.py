"""The pages, as a browser's reader meets them."""
