"""Texts split into words as a shell splits them, with nothing executed."""

from __future__ import annotations

import pytest
from explained import args, read, token

from commands.explain import explain


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("docker run 'a b' \"c d\" e\\ f", ["a b", "c d", "e f"]),
        ("docker run a'b'\"c\"d", ["abcd"]),
        ("docker run '' x", ["", "x"]),
        (r'docker run x "say \"hi\" for \$5 in \n"', ["x", r'say "hi" for $5 in \n']),
        (r"docker run x $'tab\there'", ["x", "tab\there"]),
        (r"docker run x $'\x41\101\u00e9\e\d\''", ["x", "AAé\x1b\\d'"]),
        ('docker run x $"for you"', ["x", "for you"]),
        ("docker run x \\\n  sh -c 'ls | wc'", ["x", "sh", "-c", "ls | wc"]),
        ("docker run x one\\\ntwo", ["x", "onetwo"]),
        ("docker run x `\n cmd", ["x", "cmd"]),
        ("docker run x ^\r\n cmd C:\\a", ["x", "cmd", "C:\\a"]),
        ("docker run x ~/a $HOME/b ${PWD}/c $OTHER", ["x", "{home}/a", "{home}/b", "{cwd}/c", "$OTHER"]),
        ("docker run x '$HOME' \"$HOME\"", ["x", "$HOME", "{home}"]),
        ("docker run x $(echo ')' | cat)z", ["x", "$(echo ')' | cat)z"]),
        ('docker run x $(echo ")" "a\\"b)") y', ["x", '$(echo ")" "a\\"b)")', "y"]),
        ("docker run x `date` a~b", ["x", "`date`", "a~b"]),
        ("docker run x ~; ls", ["x", "{home}"]),
        ("(docker run x ~)", ["x", "{home}"]),
        ("docker run x > out.txt 2>&1 < in.txt", ["x"]),
        ("docker run x # why", ["x"]),
        ("docker run x a#b", ["x", "a#b"]),
        ("docker run <image> <a b>", ["<image>", "<a b>"]),
        (r"docker run -v c:\src:c:\dst x C:\go.ps1", ["x", r"C:\go.ps1"]),
        (r"docker run x C:\Users\me\a D:\b", ["x", r"C:\Users\me\a", r"D:\b"]),
        ("docker run x {a,b} c{1..3}", ["x", "{a,b}", "c{1..3}"]),
        ("docker run x \\\n> out", ["x"]),
        ("$ docker run x \\\n> out", ["x", "out"]),
        ("$ docker run x one\\\n> two", ["x", "onetwo"]),
        ("docker run x “a b” ‘c’", ["x", "“a", "b”", "‘c’"]),
        ("docker run x\u00a0y", ["x\u00a0y"]),
    ],
)
def test_quotes_escapes_and_line_ends_are_read(line: str, values: list[str]) -> None:
    assert args(line) == values


@pytest.mark.parametrize(
    "line",
    [
        "$ docker run x",
        "# docker run x",
        "PS C:\\Users\\ana> docker run x",
        "ana@box:~/work$ docker run x",
        "sudo -E docker run x",
        "A=1 B='2 3' time docker run x",
        "watch -n 2 docker run x",
        "/usr/bin/docker run x",
        "while true; do docker run x",
        "cat f | xargs -n1 docker run x",
        "cat f | xargs -I {} docker run x",
        "sudo -u ana docker run x",
        "timeout -s KILL 5m docker run x",
        "$ docker run \\\n> x",
        "ana@box:~$ docker \\\n> run \\\n> x",
        "PS C:\\> docker run `\r\n>> x",
        "C:\\Users\\ana> docker run ^\r\n x",
        "docker.exe run x",
        "[ana@box ~]# docker run x",
        "(venv) $ docker run x",
        "bash-5.1$ docker run x",
        "/app # docker run x",
        "❯ docker run x",
        "➜  shop git:(main) ✗ sudo docker run x",
        "docker run x # docker run y",
        "C:\\> docker run ^\r\nMore? x",
    ],
)
def test_docker_is_found_behind_prompts_and_prefixes(line: str) -> None:
    reading = read(line)
    assert (reading.canonical, [argument.value for argument in reading.args]) == ("container run", ["x"])


@pytest.mark.parametrize(
    ("line", "words", "told"),
    [
        ("docker ps > list", "> list", "What docker prints goes into the file list on your machine, in place of"),
        ("docker ps >>list", ">>list", "What docker prints is added to the end of the file list on your machine."),
        ("docker ps 2>&1", "2>&1", "What docker complains about goes the same way as the output."),
        ("docker load < a.tar", "< a.tar", "The command reads from a.tar on your machine."),
        ("docker run -i x <<< hello", "<<< hello", "The command reads this text: hello."),
        ("docker ps && echo", "&&", "What follows runs only if this command succeeds."),
        ("then docker ps", "then", "A word of the shell's own language"),
        ("A=1 docker ps", "A=1", "Sets a variable for this command alone, on your side."),
        ("docker ps | xargs docker rm", "|", "Hands this command's output to the next command."),
        ("docker runn x", "runn", "docker has no command “runn”. Perhaps docker run is meant."),
        ("docker run --rmm x", "x", "Not read: docker stops at the fault before it."),
    ],
)
def test_what_belongs_to_the_shell_is_explained(line: str, words: str, told: str) -> None:
    assert token(line, words).text.startswith(told)


def test_what_a_here_document_holds_is_no_command() -> None:
    text = "docker run -i x <<END\ndocker ps\nEND\ndocker images"
    assert [line.canonical for line in explain(text).lines] == ["container run", "image ls"]


def test_spans_point_into_the_text_as_given() -> None:
    line = "  docker  run\t--name 'my web' \\\n x"
    (name,) = read(line).flags
    assert line[slice(*name.span)] == "--name 'my web'"
    assert token(line, "'my web'").value == "my web"


@pytest.mark.parametrize(
    ("line", "words", "role"),
    [
        ("$ docker ps", "$", "prefix"),
        ("A=1 docker ps", "A=1", "prefix"),
        ("docker ps | head", "|", "operator"),
        ("docker ps > list", "> list", "operator"),
        ("docker ps # all", "# all", "comment"),
        ("docker rm -- x", "--", "operator"),
        ("docker run x ls", "docker", "program"),
        ("docker run x ls", "run", "command"),
        ("docker run x ls", "x", "image"),
        ("docker run x ls", "ls", "container-command"),
        ("docker exec web ls", "web", "container"),
        ("docker stop -t 5 web", "-t", "flag"),
        ("docker stop -t 5 web", "5", "value"),
        ("docker volume rm data", "data", "argument"),
    ],
)
def test_each_word_has_a_role(line: str, words: str, role: str) -> None:
    assert token(line, words).role == role


def test_the_old_docker_compose_is_read_as_docker_compose() -> None:
    reading = read("docker-compose -f dev.yaml up -d web")
    assert (reading.canonical, args("docker-compose -f dev.yaml up -d web")) == ("compose up", ["web"])
    assert [(flag.name, flag.value) for flag in reading.flags] == [("file", "dev.yaml"), ("detach", "true")]
    assert token("docker-compose up", "docker-compose").text.startswith("Compose under its old name")


def test_a_prompt_before_a_continued_line_is_no_redirection() -> None:
    line = "$ docker run \\\n> -d x"
    assert token(line, ">").role == "prefix"
    assert token("docker run x \\\n> out", "> out").role == "operator"


@pytest.mark.parametrize(
    ("line", "id", "fix"),
    [
        *((f"docker run {dash}name web x", "long-dash", "docker run --name web x") for dash in ("–", "—", "−−", "‑‑")),
        *((f"docker run {dash}d x", "long-dash", "docker run -d x") for dash in ("–", "—", "−", "‑")),
        ("docker run –-rm x", "long-dash", "docker run --rm x"),
        ("docker run x echo “a”", "smart-quotes", 'docker run x echo "a"'),
        ("docker run x echo ‘a’", "smart-quotes", "docker run x echo 'a'"),
        ("docker run x echo „a“", "smart-quotes", 'docker run x echo "a"'),
        ("docker run -d\u00a0x", "hard-space", "docker run -d x"),
    ],
)
def test_signs_from_a_web_page_are_named_with_the_line_to_type(line: str, id: str, fix: str) -> None:
    given = [each for each in read(line).advice if each.id == id]
    assert given
    assert {each.fix for each in given} == {fix}
