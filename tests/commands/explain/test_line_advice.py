"""What will surprise a learner, and the line to type instead."""

from __future__ import annotations

import pytest
from explained import advice, read

from commands.explain import explain


@pytest.mark.parametrize(
    ("id", "has", "has_not"),
    [
        ("flags-after-image", "docker run x:1 -d", "docker run -d x:1"),
        ("latest-tag", "docker run alpine", "docker run alpine:3.19"),
        ("no-rm", "docker run x:1 echo hi", "docker run --rm x:1 echo hi"),
        ("shell-without-it", "docker run x:1 sh", "docker run -it x:1 sh"),
        ("published-to-all", "docker run -p 80:80 x:1", "docker run -p 127.0.0.1:80:80 x:1"),
        ("privileged", "docker run --privileged x:1", "docker run --privileged=false x:1"),
        ("docker-socket", "docker run -v /var/run/docker.sock:/s x:1", "docker run -v /var/run/x.sock:/s x:1"),
        ("root-mount", "docker run -v /:/host x:1", "docker run -v /srv:/host x:1"),
        ("secret-in-env", "docker run -e DB_PASSWORD=x x:1", "docker run -e DB_PASSWORD_FILE=/x x:1"),
        ("host-network-publish", "docker run --network host -p 1:1 x:1", "docker run --network mine -p 1:1 x:1"),
        ("none-network-publish", "docker run --network none -p 1:1 x:1", "docker run --network none x:1"),
        ("port-twice", "docker run -p 1:1 -p 1:2 x:1", "docker run -p 1:1 -p 2:2 x:1"),
        ("outdated-link", "docker run --link db x:1", "docker run --network db x:1"),
        ("host-expansion", "docker run x:1 echo $USER", "docker run x:1 echo '$USER'"),
        ("placeholder", "docker run <image>", "docker run image"),
        ("force-remove", "docker rm -f web", "docker rm web"),
        ("prune-all", "docker image prune -a", "docker image prune"),
        ("volumes-go", "docker compose down -v", "docker compose down"),
        ("too-few-arguments", "docker tag a", "docker tag a b"),
        ("too-few-arguments", "docker rm", "docker ps -q | xargs docker rm"),
        ("too-many-arguments", "docker pull a b", "docker pull a"),
        ("too-many-arguments", "docker ps web", "docker top web -o pid"),
        ("long-dash", "docker run –name web x:1", "docker run --name web x:1"),
        ("smart-quotes", "docker run x:1 echo “hi”", 'docker run x:1 echo "hi"'),
        ("hard-space", "docker run x:1 a\u00a0b", "docker run x:1 a b"),
    ],
)
def test_advice_is_given_where_it_is_due_and_only_there(id: str, has: str, has_not: str) -> None:
    assert id in advice(has)
    assert id not in advice(has_not)


@pytest.mark.parametrize(
    ("id", "line", "fix"),
    [
        ("flags-after-image", "docker run nginx -p 80:80", "docker run -p 80:80 nginx"),
        ("no-rm", "$ sudo docker run x ls | wc", "sudo docker run --rm x ls"),
        ("shell-without-it", "docker run x bash", "docker run -it x bash"),
        ("published-to-all", "docker run -p 80:80 -p1:1 x", "docker run -p 127.0.0.1:80:80 -p127.0.0.1:1:1 x"),
        ("privileged", "docker run --privileged -it x", "docker run -it x"),
        ("force-remove", "docker ps; docker rm -f web", "docker rm web"),
        ("long-dash", "docker run –name=web –p 80:80 x:1", "docker run --name=web -p 80:80 x:1"),
        ("hard-space", "docker run\u00a0x", "docker run x"),
    ],
)
def test_a_corrected_line_is_ready_to_be_typed(id: str, line: str, fix: str) -> None:
    given = [each for reading in explain(line).lines for each in reading.advice if each.id == id]
    assert {each.fix for each in given} == {fix}
    assert id not in advice(fix)


def test_a_flag_within_a_cluster_is_not_cut_out() -> None:
    (given,) = [each for each in read("docker rm -vf web").advice if each.id == "force-remove"]
    assert given.fix is None


def test_advice_points_at_the_words_it_concerns() -> None:
    line = "docker run -v /var/run/docker.sock:/s x:1"
    (given,) = read(line).advice
    assert (given.severity, line[slice(*given.span)]) == ("danger", "-v /var/run/docker.sock:/s")
