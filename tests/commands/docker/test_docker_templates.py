"""Templates of `--format`, filled in as Go fills them in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.docker.templates import BadTemplate, parse, render

WEB: dict[str, Any] = {
    "Name": "/web",
    "State": {"Status": "running", "Running": True, "ExitCode": 0},
    "Config": {"Env": ["A=1", "B=2"], "Labels": {"com.x/y": "z"}, "Cmd": None},
    "Mounts": [{"Name": "data", "Destination": "/d"}, {"Name": "logs", "Destination": "/l"}],
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{.Name}}", "/web"),
        ("{{ .State.Status }}: {{.State.Running}}", "running: true"),
        ("{{.State}}", "map[ExitCode:0 Running:true Status:running]"),
        ("{{.Config.Env}}", "[A=1 B=2]"),
        ("{{.Config.Cmd}}", "<nil>"),
        ("{{json .Config.Env}}", '["A=1","B=2"]'),
        ("{{.Config.Labels | json}}", '{"com.x/y":"z"}'),
        ('{{index .Config.Labels "com.x/y"}}', "z"),
        ("{{index .Config.Env 1}}", "B=2"),
        ('{{join .Config.Env ", "}}', "A=1, B=2"),
        ("{{upper .State.Status}}", "RUNNING"),
        ("{{len .Mounts}}", "2"),
        ("{{range .Mounts}}{{.Name}} {{end}}", "data logs "),
        ("{{range $i, $m := .Mounts}}{{$i}}={{$m.Destination}};{{end}}", "0=/d;1=/l;"),
        ("{{range $k, $v := .Config.Labels}}{{$k}}={{$v}}{{end}}", "com.x/y=z"),
        ("{{range .Mounts}}{{$.Name}}{{end}}", "/web/web"),
        ("{{if .State.Running}}up{{else}}down{{end}}", "up"),
        ("{{if eq .State.ExitCode 0}}well{{end}}", "well"),
        ("{{if .Config.Cmd}}x{{else}}no command{{end}}", "no command"),
        ("{{with .State}}{{.Status}}{{end}}", "running"),
        ("{{println .Name}}", "/web\n"),
        ("a  {{- .Name -}}  b", "a/webb"),
        ("{{/* nothing */}}x", "x"),
        ("plain }} text", "plain }} text"),
    ],
)
def test_a_template_is_filled_in(template: str, text: str) -> None:
    assert render(parse(template), WEB) == text


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{{.Nmae}}", "There is no field .Nmae. There are .Name, .State, .Config, .Mounts."),
        ("{{.Name.Length}}", "There is nothing like .Length in a single value."),
        ("{{.Name", "The template opens {{ and never closes it with }}."),
        ("{{range .Mounts}}", "{{range}} is never closed with {{end}}."),
        ("{{end}}", "{{end}} closes nothing: it belongs behind a range, an if or a with."),
        ("{{}}", "There is nothing between {{ and }} or beside a | there: name a field, such as {{.Names}}."),
        ("{{len 5}}", "“len” doesn't fit what it is given in the template."),
        ("{{.Name 5}}", "Only a function takes something after it in a template."),
        ("{{$x}}", "The variable $x isn't set in the template."),
        ("{{range .Name}}{{end}}", "range goes over lists and tables only."),
        ("{{(.Name}}", "A bracket is opened in the template and never closed."),
        ("{{.Name ;}}", "“;” can't be read in a template."),
    ],
)
def test_a_template_that_does_not_fit_is_answered_in_one_sentence(template: str, told: str) -> None:
    with pytest.raises(BadTemplate) as refusal:
        render(parse(template), WEB)
    assert str(refusal.value) == told


def test_a_function_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(BadTemplate, match=r"“exec” is no function here. There are and, eq,"):
        render(parse('{{exec "id"}}'), WEB)


@pytest.mark.parametrize(
    "template",
    [
        "{{range .}}{{range $}}{{range $}}{{range $}}{{range $}}x{{end}}{{end}}{{end}}{{end}}{{end}}",
        "{{range .}}{{json $}}{{end}}" * 40,
        "{{if .}}" * 2000,
        "{{" + "(" * 2000 + ".",
        "{{pad . 1000000000 0}}",
        "{{range .}}{{pad (json $) 1000 1000}}{{pad (json $) 1000 1000}}{{end}}",
    ],
)
def test_a_template_that_would_take_for_ever_is_given_up(template: str) -> None:
    with pytest.raises(BadTemplate):
        render(parse(template), [["x" * 50] * 30] * 30)


@given(st.text(alphabet='{}.|()$"`-=: \\abNameStatejonrgifd/*,01', max_size=60))
def test_any_template_is_filled_in_or_answered_in_words(template: str) -> None:
    try:
        assert isinstance(render(parse(template), WEB), str)
    except BadTemplate as told:
        assert str(told).endswith(".")
