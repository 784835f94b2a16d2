"""The command line: wiring only."""


def main() -> None:
    """Run the command; tell the user's mistakes without a traceback."""
