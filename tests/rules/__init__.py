"""Every policy rule: what it says, where it binds, and what must hold for any case."""
