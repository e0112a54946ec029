"""Every command there is, in the order in which menus show them."""

from __future__ import annotations

from commands.admin import admin
from commands.answer import answer
from commands.docker import docker
from commands.dockerfile.command import dockerfile
from commands.explain.command import explain_line
from commands.help import help_
from commands.jobs import cancel
from commands.labs.command import lab
from commands.layers.command import layers
from commands.layers.comparing import compare
from commands.layers.wasting import waste
from commands.learn import learn
from commands.live.command import live
from commands.live.playing import buzz, doubt, join, mark
from commands.me import me
from commands.more import more
from commands.own import own
from commands.pick import pick
from commands.practice import next_, quiz
from commands.rank import rank
from commands.registry import Registry
from commands.reminding import unremind
from commands.report import report
from commands.review import rate, remember, review
from commands.setup import setup
from commands.share import share
from commands.today import today
from commands.trying import tick, try_

REGISTRY = Registry(
    [
        today,
        learn,
        quiz,
        review,
        explain_line,
        dockerfile,
        docker,
        layers,
        compare,
        waste,
        lab,
        live,
        rank,
        me,
        setup,
        admin,
        own,
        help_,
        answer,
        pick,
        join,
        buzz,
        mark,
        doubt,
        try_,
        tick,
        next_,
        rate,
        remember,
        unremind,
        report,
        share,
        more,
        cancel,
    ]
)
