"""Scores the tables of values: those that the parsers were mended against (seen), and those that nobody looked at.

python -m benchmarks.meaning.tables                 figures only
python -m benchmarks.meaning.tables --rows ages     the rows of a seen table that fail, with their words
"""

import sys
from collections import Counter
from collections.abc import Mapping

from benchmarks.meaning import judged
from tests.answer import Answer
from tests.value_answers import ANSWERS
from tests.value_tables import TABLES, rows

UNSEEN = "unseen"


def tables() -> list[str]:
    """Every table of values: "ages", "unseen/ages"."""
    found = [path.relative_to(TABLES).with_suffix("").as_posix() for path in TABLES.rglob("*.tsv")]
    places = ("", f"{UNSEEN}/")
    return sorted(
        (name for name in found if name in {place + table for place in places for table in ANSWERS}), key=_order
    )


def score(table: str) -> judged.Tally:
    """What becomes of each row of a table. Raises ValueError where a row has not as many cells as the first one."""
    return judged.tally(_answer(table, row.cells) for row in rows(table))


def failing(table: str) -> list[str]:
    """The failing rows of a seen table, one line each. Raises LookupError for a table that nobody may look at."""
    if UNSEEN in table.split("/"):
        raise LookupError(f"{table}: nobody looks at the rows of an unseen table; its figures by form are all there is")
    if table not in tables():
        raise LookupError(f"{table}: no such table; there are {', '.join(t for t in tables() if UNSEEN not in t)}")
    lines = []
    for row in rows(table):
        answer = ANSWERS[table](row.cells)
        if (form := judged.row(answer)) != judged.EXACT:
            differ = [f"{name}: {_said(expected)}, said {_said(answer.said[name])}"
                      for name, expected in answer.expected.items() if expected != answer.said[name]]  # fmt: skip
            lines.append(f"{form:8} {table}.tsv:{row.line} {row.words!r}: {'; '.join(differ)}")
    return lines


def main() -> None:
    """Prints the figures: by table, by column, and by what the parsers say of their own sureness."""
    scored = {table: score(table) for table in tables()}
    print(f"{'table':18} rows  exact      %  wrong unknown invented")
    for table, count in scored.items():
        crashed = f"   {count.rows[judged.CRASHED]} crashed" if count.rows[judged.CRASHED] else ""
        print(f"{table:18} {count.rows.total():4} {_figures(count.rows)}{crashed}")
    print(f"\n{'by column':32} exact      %  wrong unknown invented")
    for table, count in scored.items():
        for column, forms in count.columns.items() if len(count.columns) > 1 else ():
            print(f"{table:18} {column:12}  {_figures(forms)}")
    print(f"\n{'by confidence':23} values  exact      %  wrong unknown invented")
    for table, count in scored.items():
        for confidence in sorted(count.confidences, reverse=True):
            forms = count.confidences[confidence]
            print(f"{table:18} {judged.named(confidence):8} {forms.total():3} {_figures(forms)}")


def _answer(table: str, cells: Mapping[str, str]) -> Answer | None:
    try:
        return ANSWERS[_stem(table)](cells)
    except Exception:  # its message would show the row's words
        return None


def _figures(forms: Counter[str]) -> str:
    wrong, unknown, invented = (forms[form] for form in (judged.WRONG, judged.UNKNOWN, judged.INVENTED))
    return f"{forms[judged.EXACT]:6} {judged.percent(forms):6.1f} {wrong:6} {unknown:7} {invented:8}"


def _said(words: str) -> str:
    return repr(words) if words else "nothing"


def _stem(table: str) -> str:
    return table.rpartition("/")[2]


def _order(table: str) -> tuple[int, str]:
    return list(ANSWERS).index(_stem(table)), table


if __name__ == "__main__":
    if sys.argv[1:2] == ["--rows"]:
        try:
            print(*failing("".join(sys.argv[2:3])), sep="\n")
        except LookupError as error:
            sys.exit(str(error))
    else:
        main()
