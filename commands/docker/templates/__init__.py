"""Go's templates, as far as `--format` needs them: fields, functions, range, if and with. Nothing else is run."""

from commands.docker.templates.parsing import BadTemplate, parse
from commands.docker.templates.rendering import render

__all__ = ["BadTemplate", "parse", "render"]
