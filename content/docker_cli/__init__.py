"""Every command and flag of the docker command line: structure and our own explanations.

`commands/*.json` has a file per group with a line per flag; `flags.json` the explanations that flags share by
name, which a flag's own `text` overrides.
"""

from content.docker_cli.loader import Command, Flag, Grammar, load_grammar

__all__ = ["Command", "Flag", "Grammar", "load_grammar"]
