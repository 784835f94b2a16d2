"""planner check: read a workbook and say what was understood."""

from planner.cli.options import Book, Gap, Json, Limit, Quiet, page, print_json


def check(
    book: Book,
    as_json: Json = False,
    quiet: Quiet = False,
    time_limit: Limit = None,
    gap: Gap = None,
) -> None:
    """Read a workbook: print every problem, or what was understood.

    Example: planner check book.xlsx
    """
    from planner.report import failed, summary
    from planner.workbook import read

    del time_limit, gap
    case = read(book)
    if as_json:
        print_json(failed.check_record((), case.warnings))
    elif not quiet:
        summary.show_case(case, page())
