"""The operator's command: `python -m opalexe <commande>`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from typing import NoReturn

from opalexe.runtime import service


class _FrenchFormatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Say « Utilisation » where argparse says it in English."""
        super().add_usage(usage, actions, groups, prefix or "Utilisation : ")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - argparse's own words are English
        """Refuse the command line, and show what is possible."""
        print("Cette commande n’existe pas ou ses options sont incorrectes.\n", file=sys.stderr)
        self.print_help(sys.stderr)
        sys.exit(2)


def _demonstration(_options: argparse.Namespace) -> int:
    return service.serve("demonstration")


def _servir(_options: argparse.Namespace) -> int:
    return service.serve("production")


COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], int], str]] = {
    "demonstration": (
        _demonstration,
        "démonstration complète sur cette machine seulement : base, personnes et certificats d’essai compris",
    ),
    "servir": (
        _servir,
        "service réel : base embarquée (ou celle de DATABASE_URL), tâches de fond et serveur web",
    ),
}


def _french(parser: argparse.ArgumentParser) -> None:
    parser._optionals.title = "Options"
    parser._positionals.title = "Commandes"
    parser.add_argument("-h", "--help", "--aide", action="help", help="montrer cette aide")


def main(arguments: list[str] | None = None) -> int:
    """Run the command that the command line names; return its exit status."""
    parser = _Parser(
        prog="python -m opalexe",
        description="Opalexe : échange des documents d’une expertise judiciaire civile.",
        epilog="Les réglages se font par des variables d’environnement : voir docs/exploitation.md.",
        formatter_class=_FrenchFormatter,
        add_help=False,
    )
    _french(parser)
    commands = parser.add_subparsers(
        title="Commandes", metavar="COMMANDE", required=True, parser_class=_Parser
    )
    for name, (function, explanation) in COMMANDS.items():
        command = commands.add_parser(
            name, help=explanation, description=explanation, formatter_class=_FrenchFormatter, add_help=False
        )
        _french(command)
        command.set_defaults(function=function)
    options = parser.parse_args(arguments)
    chosen: Callable[[argparse.Namespace], int] = options.function
    return chosen(options)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
