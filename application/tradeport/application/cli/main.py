"""The group, its commands by name, and what becomes of an error."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

#: name -> (module, the line that `--help` shows). A command is imported when it is called.
COMMANDS = {
    "run": ("run", "Run a strategy on an engine."),
    "compare": ("compare", "Run a strategy on several engines and compare decisions, fills, money and audit log."),
    "check": ("check", "Show what an engine would give a strategy, without running it."),
    "engines": ("engines", "Show the engines and what each can do."),
    "halt": ("halt", "Stop a run from outside, and keep it stopped."),
    "certify": ("certify", "Run the contract suite on an engine."),
    "audit": ("audit", "Verify an audit log, repeat its run, or find where two part."),
    "data": ("data", "Look at market data, or convert it."),
    "doctor": ("doctor", "Check this installation."),
    "new": ("new", "Start a strategy of your own."),
}


class LazyGroup(click.Group):
    """Knows its commands by name alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"tradeport.application.cli.{COMMANDS[cmd_name][0]}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            ctx.fail(f"no command {args[0]!r}." + (f" Did you mean {near[0]!r}?" if near else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        click.echo(f"tradeport {version('tradeport')}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def platform() -> None:
    """Write a trading strategy once; run it, unmodified, on any engine; and prove that it did the same thing there.

    Shell completion: eval "$(_PLATFORM_COMPLETE=bash_source platform)", likewise zsh_source and fish_source.
    """


def main(args: Sequence[str] | None = None) -> None:
    """The entry point; ends the process with the exit code of docs/reference/command.md."""
    words = list(sys.argv[1:] if args is None else args)
    sys.exit(_guarded(words))


def _guarded(words: list[str]) -> int:
    try:
        code: Any = platform.main(words, prog_name="platform", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        return _said(error, words)
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; nothing is left to say
        return 141
    except Exception as error:
        from tradeport.application.cli.failure import tell

        return tell(error, as_json="--json" in words)


def _said(error: click.ClickException, words: list[str]) -> int:
    if "--json" in words:
        from tradeport.application.cli.failure import tell
        from tradeport.application.errors import UsageError

        return tell(UsageError(error.format_message(), "platform --help"), as_json=True)
    error.show()
    return error.exit_code
