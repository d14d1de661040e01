"""The command `cityoflearning`: its verbs stand in the order of the line.

Exit codes: 0 published (refused sources are named in the table); 1 it could not be published, or with --strict a
source was refused; 2 wrong command or city file.

Each verb imports the steps that it needs, as their libraries are slow to load: `check` and `new` answer at once.
"""

from typing import Any

import click

from crawlers.errors import CityFileError, CityOfLearningError, OptionError
from schedules.verbs import care, lasting, line, linked, memory, sources, start


class _Order(click.Group):
    """Lists the verbs in the order of the line, and turns our errors into sentences and exit codes."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CityOfLearningError as error:
            click.echo(str(error), err=True)
            ctx.exit(2 if isinstance(error, (CityFileError, OptionError)) else 1)


@click.group(cls=_Order, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cityoflearning")
def main() -> None:
    """Collect a city's courses, camps, clubs and workshops, and publish one searchable portal.

    CITY is a city file or the folder that holds city.toml. Without it ./city.toml is used; where there is none, the
    demo city Millbrook.
    """


for _verb in (
    start.new_city,
    start.template_sheet,
    start.check,
    start.kinds,
    sources.sources,
    sources.accept,
    sources.try_source,
    line.crawl,
    memory.replay,
    memory.fixture,
    line.index,
    line.publish,
    line.run_line,
    lasting.schedule_city,
    lasting.serve,
    care.correct,
    linked.join,
    linked.part,
    care.hide,
    care.forget,
    lasting.worker,
    care.report_needs,
):
    main.add_command(_verb)
