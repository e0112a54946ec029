"""Reading docker command lines as docker's own command line does, and telling a learner what each word means."""

from commands.explain.commandline import explain
from commands.explain.model import Advice, Explanation, Reading, Token
from commands.explain.schema import to_json

__all__ = ["Advice", "Explanation", "Reading", "Token", "explain", "to_json"]
