"""What will surprise a learner, and the line to type instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from explained import advice, read

from commands.explain import explain

ADVICE = Path(__file__).parents[3] / "commands" / "explain" / "advice"
CASES = [
    # what runs, and from which image
    ("flags-after-image", "docker run x:1 -d", "docker run -d x:1"),
    ("flags-after-image", "docker run nginx:1 -p 80:80", "docker run nginx:1 -g 'daemon off;'"),
    ("flags-after-image", "docker run x:1 --name web", "docker run x:1 --version"),
    ("flags-after-container", "docker exec web -it sh", "docker exec -it web sh"),
    ("latest-tag", "docker run alpine", "docker run alpine:3.19"),
    ("placeholder", "docker run <image>", "docker run image"),
    ("truth-as-image", "docker run --rm true x:1", "docker run --rm=true x:1"),
    ("no-image-name", "docker pull https://hub.docker.com/_/nginx", "docker pull hub.docker.com/nginx"),
    ("no-image-name", "docker build -t MyApp .", "docker build -t my-app ."),
    ("no-image-name", "docker tag a team/App", "docker tag a team/app"),
    ("push-without-owner", "docker push app:1", "docker push me/app:1"),
    ("all-tags", "docker pull -a alpine", "docker pull alpine"),
    ("image-as-container", "docker stop nginx:1.27", "docker stop web"),
    (
        "image-as-container",
        "docker run -d nginx; docker stop nginx",
        "docker run -d --name nginx nginx; docker stop nginx",
    ),
    ("latest-tag", "docker run --rm node", "docker run --rm alpine"),
    # how it starts and ends
    ("no-rm", "docker run x:1 echo hi", "docker run --rm x:1 echo hi"),
    ("no-rm", "docker compose run web ls", "docker compose run --rm web ls"),
    ("shell-without-it", "docker run x:1 sh", "docker run -it x:1 sh"),
    ("shell-without-it", "docker exec -t web bash", "docker exec -it web bash"),
    ("shell-without-it", "docker run -d x:1 sh", "echo ls | docker run -i x:1 sh"),
    ("ends-at-once", "docker run -d ubuntu:24.04", "docker run -d nginx:1.27"),
    ("ends-at-once", "docker run ubuntu:24.04", "docker run -it ubuntu:24.04"),
    ("no-bash", "docker run -it alpine:3 bash", "docker run -it debian:12 bash"),
    (
        "no-bash",
        "docker run -d --name web nginx:1-alpine; docker exec -it web bash",
        "docker run -d --name web nginx:1; docker exec -it web bash",
    ),
    ("loose-words", "docker run x:1 sh -c echo hi", "docker run x:1 sh -c 'echo $0' hi"),
    ("loose-words", "docker exec web bash -c ls -l", "docker exec web bash -c ls"),
    ("restart-loop", "docker run --restart always x:1 echo hi", "docker run --restart always x:1 serve"),
    ("restart-always", "docker run --restart always x:1", "docker run --restart unless-stopped x:1"),
    ("restart-policy", "docker run --restart onfailure x:1", "docker run --restart on-failure x:1"),
    ("restart-policy", "docker run --restart always:3 x:1", "docker run --restart on-failure:3 x:1"),
    ("no-program", "docker exec web cd /tmp", "docker exec -w /tmp web ls"),
    ("command-in-one-word", "docker exec web 'ls -l'", "docker exec web sh -c 'ls -l'"),
    ("command-in-one-word", "docker exec web 'ls -l'", "docker exec web ' '"),
    ("command-in-one-word", "docker run x:1 'echo hi'", "docker run cowsay:1 'hello world'"),
    ("entrypoint-words", "docker run --entrypoint 'sh -c' x:1 ls", "docker run --entrypoint sh x:1 -c ls"),
    ("logs-go", "docker run -d --rm x:1", "docker run -d x:1"),
    ("container-name", "docker run --name me/web x:1", "docker run --name me-web x:1"),
    (
        "name-taken",
        "docker run -d --name a x:1; docker run --name a x:1",
        "docker run --rm --name a x:1; docker run --name a x:1",
    ),
    (
        "name-taken",
        "docker create --name a x:1\ndocker run --name a x:1",
        "docker create --name a x:1\ndocker rm a\ndocker run --name a x:1",
    ),
    # what the reader's own shell does
    ("host-expansion", "docker run x:1 echo $USER", "docker run x:1 echo '$USER'"),
    ("host-expansion", 'docker exec web sh -c "ls $HOME"', "docker exec web sh -c 'ls $HOME'"),
    ("host-expansion", "docker run x:1 ls ~/a", "docker run x:1 ls a~b"),
    ("host-expansion", 'docker run x:1 echo "$A"', r'docker run x:1 echo "\$A"'),
    ("host-files", "docker run x:1 ls *.txt", "docker run x:1 find . -name '*.txt'"),
    (
        "rest-on-host",
        "docker run x:1 apt-get update && apt-get install -y curl",
        "docker run x:1 apt-get update && echo done",
    ),
    ("rest-on-host", "docker exec web cd /a && ls", "docker exec web sh -c 'cd /a && ls'"),
    ("written-on-host", "docker exec web echo hi > /etc/motd", "docker exec web ls > /dev/null"),
    ("input-unread", "cat f | docker exec db psql", "cat f | docker exec -i db psql"),
    ("input-unread", "docker run x:1 wc < f", "docker run -i x:1 wc < f"),
    ("terminal-in-pipe", "echo a | docker run -it x:1 cat", "echo a | docker run -i x:1 cat"),
    ("terminal-in-pipe", "docker exec -it db dump > f", "docker exec db dump > f"),
    ("terminal-in-pipe", "docker exec -t db dump | gzip", "docker exec -t db dump 2> f"),
    ("unquoted-folder", "docker run -v $(pwd):/a x:1", 'docker run -v "$(pwd)":/a x:1'),
    ("variable-for-docker", "A=1 docker run x:1", "A=1 docker run -e A x:1"),
    ("variable-for-docker", "A=1 docker exec web env", "DOCKER_HOST=a docker exec web env"),
    ("login-with-sudo", "sudo docker login", "sudo docker ps"),
    # what well-known servers need
    ("password-needed", "docker run -d postgres:16", "docker run -d -e POSTGRES_PASSWORD_FILE=/x postgres:16"),
    ("password-needed", "docker run -d mysql:8", "docker run -d -v data:/var/lib/mysql mysql:8"),
    ("nothing-published", "docker run -d nginx:1", "docker run -d --network mine nginx:1"),
    ("nothing-published", "docker run -d nginx:1", "docker run -d nginx:1 nginx -t"),
    # ports and networks
    ("published-to-all", "docker run -p 80:80 x:1", "docker run -p 127.0.0.1:80:80 x:1"),
    ("port-twice", "docker run -p 1:1 -p 1:2 x:1", "docker run -p 1:1 -p 2:2 x:1"),
    (
        "port-taken",
        "docker run -d -p 1:1 x:1; docker run -p 1:2 y:1",
        "docker run -d -p 1:1 x:1; docker run -p 2:2 y:1",
    ),
    (
        "port-taken",
        "docker run -d -p 1:1 x:1\ndocker run -p 1:1 y:1",
        "docker run -d -p 1:1 x:1\ndocker stop x\ndocker run -p 1:1 y:1",
    ),
    ("ports-swapped", "docker run -p 80:8080 nginx", "docker run -p 8080:80 nginx"),
    ("expose-alone", "docker run --expose 80 x:1", "docker run --expose 80 -P x:1"),
    ("nothing-to-publish", "docker run --network host -p 1:1 x:1", "docker run --network mine -p 1:1 x:1"),
    ("nothing-to-publish", "docker run --network none -p 1:1 x:1", "docker run --network none x:1"),
    ("shared-network", "docker run --network container:a -p 1:1 x:1", "docker run --network container:a x:1"),
    ("outdated-link", "docker run --link db x:1", "docker run --network db x:1"),
    ("open-engine", "docker -H tcp://far:2375 ps", "docker -H ssh://far ps"),
    ("open-engine", "docker -H tcp://far:2376 ps", "docker --tlsverify -H tcp://far:2376 ps"),
    # folders and volumes
    ("docker-socket", "docker run -v /var/run/docker.sock:/s x:1", "docker run -v /var/run/x.sock:/s x:1"),
    ("root-mount", "docker run -v /:/host x:1", "docker run -v /srv:/host x:1"),
    ("home-mount", "docker run -v ~:/home x:1", "docker run -v ~/work:/home x:1"),
    ("engine-folder", "docker run -v /var/lib/docker:/d x:1", "docker run -v /var/lib/dockerfiles:/d x:1"),
    ("home-in-word", 'docker run -v "~/a:/a" x:1', 'docker run -v ~/"a:/a" x:1'),
    ("home-in-word", "docker run --mount type=bind,src=~/a,dst=/a x:1", "docker run -v ~/a:/a x:1"),
    ("quoted-variable", "docker run -v '$PWD:/a' x:1", 'docker run -v "$PWD:/a" x:1'),
    ("engine-folder", "docker run -v /var/lib/docker/:/d x:1", "docker run -v /var/lib/docker:/d:ro x:1"),
    ("folder-without-dot", "docker run -v src/app:/app x:1", "docker run -v ./src/app:/app x:1"),
    ("folder-or-volume", "docker run -v src:/app x:1", "docker run -v data:/app x:1"),
    ("folder-or-volume", "docker run -v my.conf:/etc/my.conf x:1", "docker run -v ./my.conf:/etc/my.conf x:1"),
    ("volume-name", "docker run -v _data:/d x:1", "docker run -v my_data:/d x:1"),
    ("target-root", "docker run -v data:/ x:1", "docker run -v data:/d x:1"),
    ("target-not-absolute", "docker run -v data:app x:1", r"docker run -v data:c:\app x:1"),
    ("hides-system", "docker run -v /srv:/etc x:1", "docker run -v /srv:/etc/app x:1"),
    # variables
    ("secret-in-env", "docker run -e DB_PASSWORD=x x:1", "docker run -e DB_PASSWORD_FILE=/x x:1"),
    ("secret-in-build", "docker build --build-arg TOKEN=x -t a .", "docker build --build-arg VERSION=1 -t a ."),
    ("localhost-inside", "docker run -e DB_HOST=localhost x:1", "docker run --network host -e DB_HOST=localhost x:1"),
    (
        "localhost-inside",
        "docker run -e DATABASE_URL=pg://a@localhost/b x:1",
        "docker run -e APP_URL=http://localhost x:1",
    ),
    ("quotes-in-value", """docker run -e A="'b'" x:1""", "docker run -e A='b' x:1"),
    # rights and limits
    ("privileged", "docker run --privileged x:1", "docker run --privileged=false x:1"),
    ("all-capabilities", "docker run --cap-add all x:1", "docker run --cap-drop all x:1"),
    ("system-administration", "docker run --cap-add sys_admin x:1", "docker run --cap-add net_admin x:1"),
    ("host-namespace", "docker run --pid host x:1", "docker run --pid container:a x:1"),
    ("host-namespace", "docker run --ipc=host x:1", "docker run --ipc=private x:1"),
    (
        "protection-off",
        "docker run --security-opt seccomp=unconfined x:1",
        "docker run --security-opt seccomp=a.json x:1",
    ),
    ("disk-device", "docker run --device /dev/sda x:1", "docker run --device /dev/snd x:1"),
    ("disk-device", "docker run --device /dev/sda:/dev/x:r x:1", "docker run --device /dev/sda:/dev/x:m x:1"),
    ("root-user", "docker run -u 0 -v /srv:/srv x:1", "docker run -u 1000 -v /srv:/srv x:1"),
    ("too-little-memory", "docker run -m 512 x:1", "docker run -m 512m x:1"),
    ("workdir-not-absolute", "docker run -w app x:1", "docker run -w /app x:1"),
    ("swap-and-memory", "docker run -m 1g --memory-swap 512m x:1", "docker run -m 1g --memory-swap 2g x:1"),
    ("swap-and-memory", "docker run --memory-swap 2g x:1", "docker run --memory-swap -1 x:1"),
    (
        "reservation-above-memory",
        "docker run -m 1g --memory-reservation 2g x:1",
        "docker run --memory-reservation 2g x:1",
    ),
    ("cpus-twice", "docker run --cpus 1 --cpu-quota 5000 x:1", "docker run --cpus 1 --cpu-shares 5 x:1"),
    # images built and carried
    ("no-build-context", "docker build -t a", "docker build -t a ."),
    ("unnamed-image", "docker build .", "docker build -t a ."),
    ("no-files", "docker build -t a - < dev.Dockerfile", "docker build -t a - < files.tar"),
    ("wide-context", "docker build -t a ~", "docker build -t a ~/app"),
    ("file-as-context", "docker build -t a ./Dockerfile", "docker build -t a -f Dockerfile ."),
    ("commit-without-recipe", "docker commit web me/web", "docker build -t me/web ."),
    ("archive-to-terminal", "docker save alpine", "docker save alpine > a.tar"),
    ("archive-to-terminal", "docker export web", "docker export web | tar t"),
    ("load-from-nothing", "docker load", "docker load < a.tar"),
    ("copy-without-container", "docker cp a b", "docker cp a web:/b"),
    ("copy-between-containers", "docker cp a1:/x b1:/x", "docker cp a1:/x -"),
    ("password-in-line", "docker login -u me -p x", "docker login -u me --password-stdin"),
    # removing, stopping, watching
    ("force-remove", "docker rm -f web", "docker rm web"),
    (
        "still-running",
        "docker run -d --name web x:1; docker rm web",
        "docker run -d --name web x:1; docker stop web; docker rm web",
    ),
    ("prune-all", "docker image prune -a", "docker image prune"),
    ("volume-prune-all", "docker volume prune -a", "docker volume prune"),
    ("volumes-go", "docker compose down -v", "docker compose down"),
    ("unnamed-volumes-go", "docker system prune --volumes", "docker system prune"),
    ("unnamed-volumes-go", "docker rm -v web", "docker rm web"),
    ("everything-at-once", "docker stop $(docker ps -q)", "docker stop $(docker ps -qf name=a)"),
    ("star-in-name", "docker rm web*", "docker rm web1 web2"),
    ("kill-at-once", "docker kill web", "docker kill -s HUP web"),
    ("no-time-to-stop", "docker stop -t 0 web", "docker stop -t 5 web"),
    ("attach-and-interrupt", "docker attach web", "docker attach --sig-proxy=false web"),
    ("follows-on", "docker logs -f web", "docker logs -f web | head"),
    # compose
    ("outdated-compose", "docker-compose up -d", "docker compose up -d"),
    ("flag-before-command", "docker compose up -f a.yml", "docker compose -f a.yml up"),
    ("compose-run-ports", "docker compose run --rm web", "docker compose run --rm web ls"),
    ("compose-run-ports", "docker compose run --rm web", "docker compose run --rm --service-ports web"),
    ("restart-as-it-was", "docker compose restart", "docker compose up -d"),
    # the line itself
    ("one-dash", "docker run -privileged x:1", "docker run -it x:1"),
    ("one-dash", "docker run -volume /a:/b", "docker run -v /a:/b x:1"),
    ("several-words", "docker rm web{1,2}", "docker rm 'web{1,2}'"),
    ("several-words", "docker rm {a,b}", "docker ps --format {{.ID}},{{.Names}}"),
    ("too-few-arguments", "docker tag a", "docker tag a{,:1}"),
    ("too-few-arguments", "docker tag a", "docker tag a b"),
    ("too-few-arguments", "docker rm", "docker ps -q | xargs docker rm"),
    ("too-many-arguments", "docker pull a b", "docker pull a"),
    ("too-many-arguments", "docker ps web", "docker top web -o pid"),
    ("blank-at-end", "docker run -d \\ \n  x:1", "docker run -d \\\n  x:1"),
    ("hard-space", "docker\u00a0run x:1", "docker run x:1"),
    ("long-dash", "docker run –name web x:1", "docker run --name web x:1"),
    ("smart-quotes", "docker run x:1 echo “hi”", 'docker run x:1 echo "hi"'),
    ("hard-space", "docker run x:1 a\u00a0b", "docker run x:1 a b"),
]
"""The id of each piece of advice, a line that earns it and a line much like it that does not."""


@pytest.mark.parametrize(("id", "has", "has_not"), CASES)
def test_advice_is_given_where_it_is_due_and_only_there(id: str, has: str, has_not: str) -> None:
    assert id in advice(has)
    assert id not in advice(has_not)


def test_every_piece_of_advice_has_its_lines_here() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in ADVICE.glob("*.py"))
    ids = set(re.findall(r'Advice\(\s*"([a-z-]+)"', sources))
    assert len(ids) >= 42
    assert ids == {case[0] for case in CASES}


@pytest.mark.parametrize(("id", "has", "has_not"), CASES)
def test_advice_is_a_sentence_that_points_at_words(id: str, has: str, has_not: str) -> None:
    for given in (each for reading in explain(has).lines for each in reading.advice):
        start, end = given.span
        assert given.severity in {"info", "warning", "danger"}
        assert 0 <= start < end <= len(has)
        assert re.fullmatch(r".{20,400}", given.text)


@pytest.mark.parametrize(("id", "has", "has_not"), CASES)
def test_a_corrected_line_no_longer_has_the_fault_and_is_not_refused(id: str, has: str, has_not: str) -> None:
    for reading in explain(has).lines:
        for given in reading.advice:
            if given.fix is not None:
                assert explain(given.fix).lines, given.fix
                assert given.id not in advice(given.fix), given.fix
                assert all(line.error is None for line in explain(given.fix).lines), given.fix


@pytest.mark.parametrize(
    ("id", "line", "fix"),
    [
        ("flags-after-image", "docker run nginx -p 80:80", "docker run -p 80:80 nginx"),
        ("flags-after-image", "docker run x -it --rm bash -l", "docker run -it --rm x bash -l"),
        ("flags-after-container", "docker exec web -it sh", "docker exec -it web sh"),
        ("truth-as-image", "docker run --rm true x ls", "docker run --rm=true x ls"),
        ("no-image-name", "docker build -t Me/App:V1 .", "docker build -t me/app:V1 ."),
        ("no-rm", "$ sudo docker run x ls | wc", "sudo docker run --rm x ls"),
        ("shell-without-it", "docker run x bash", "docker run -it x bash"),
        ("command-in-one-word", "docker exec web 'ls -l'", "docker exec web sh -c 'ls -l'"),
        ("entrypoint-words", "docker run --entrypoint 'sh -c' x ls", "docker run --entrypoint sh x -c ls"),
        ("rest-on-host", "docker run x cd /a && ls && pwd", "docker run x sh -c 'cd /a && ls && pwd'"),
        ("terminal-in-pipe", "echo a | docker run -it x cat", "docker run -i x cat"),
        ("terminal-in-pipe", "docker exec -t db dump > f", "docker exec db dump > f"),
        ("unquoted-folder", "docker run -v $(pwd):/a x", 'docker run -v "$(pwd):/a" x'),
        ("variable-for-docker", "A=1 docker run x", "A=1 docker run -e A x"),
        ("published-to-all", "docker run -p 80:80 -p1:1 x", "docker run -p 127.0.0.1:80:80 -p127.0.0.1:1:1 x"),
        ("ports-swapped", "docker run -p 80:8080 nginx", "docker run -p 8080:80 nginx"),
        ("folder-without-dot", "docker run -v src/a:/a x", "docker run -v ./src/a:/a x"),
        ("host-expansion", 'docker exec web sh -c "ls $HOME"', "docker exec web sh -c 'ls $HOME'"),
        ("host-expansion", "docker exec web echo $HOME", "docker exec web sh -c 'echo $HOME'"),
        ("host-files", "docker run --rm x ls *.txt", "docker run --rm x sh -c 'ls *.txt'"),
        ("written-on-host", 'docker run x echo "hi" > /a/b', "docker run x sh -c 'echo \"hi\" > /a/b'"),
        ("loose-words", "docker run x sh -c ls -l /", "docker run x sh -c 'ls -l /'"),
        ("home-in-word", 'docker run -v "~/a:/a" x', 'docker run -v "$HOME/a:/a" x'),
        ("quoted-variable", "docker run -v '$PWD:/a' x", 'docker run -v "$PWD:/a" x'),
        ("one-dash", "docker run -privileged x", "docker run --privileged x"),
        ("too-few-arguments", "docker exec -it web", "docker exec -it web sh"),
        ("no-bash", "docker run -it alpine:3 /bin/bash", "docker run -it alpine:3 sh"),
        ("password-needed", "docker run -d postgres", "docker run -d -e POSTGRES_PASSWORD=change-me postgres"),
        ("nothing-published", "docker run -d nginx", "docker run -d -p 127.0.0.1:8080:80 nginx"),
        ("no-files", "docker build -t a - < Dockerfile", "docker build -t a -f - . < Dockerfile"),
        ("too-little-memory", "docker run -m 512 x", "docker run -m 512m x"),
        ("restart-policy", "docker run --restart onfailure x", "docker run --restart on-failure x"),
        ("no-build-context", "docker build -t a", "docker build -t a ."),
        ("file-as-context", "docker build -t a dev/Dockerfile", "docker build -t a dev"),
        ("archive-to-terminal", "docker save alpine", "docker save -o archive.tar alpine"),
        ("load-from-nothing", "docker load", "docker load -i archive.tar"),
        ("password-in-line", "docker login -u me -p x", "docker login -u me --password-stdin"),
        ("force-remove", "docker ps; docker rm -f web", "docker rm web"),
        ("kill-at-once", "docker container kill web", "docker container stop web"),
        ("outdated-compose", "docker-compose up -d", "docker compose up -d"),
        ("flag-before-command", "docker compose up -f a.yml -d", "docker compose -f a.yml up -d"),
        ("long-dash", "docker run –name=web –p 80:80 x:1", "docker run --name=web -p 80:80 x:1"),
        ("hard-space", "docker run\u00a0x", "docker run x"),
    ],
)
def test_a_corrected_line_is_ready_to_be_typed(id: str, line: str, fix: str) -> None:
    given = [each for reading in explain(line).lines for each in reading.advice if each.id == id]
    assert {each.fix for each in given} == {fix}
    assert id not in advice(fix)


@pytest.mark.parametrize(
    "line",
    [
        "docker run --rm -it -v ./app:/app -w /app python:3.12 python app.py",
        "docker run -d --name web --restart unless-stopped -p 127.0.0.1:8080:80 nginx:1.27",
        "docker run --rm --network mine -e PGHOST=db postgres:17 psql -U me",
        "docker run --rm curlimages/curl:8.10.1 -s http://web",
        "docker exec -it web sh -c 'echo $HOME && ls *.txt'",
        "docker build -t me/app:1 --build-arg VERSION=2 .",
        "docker compose -f dev.yaml up -d --build",
        "docker logs --tail 20 web",
        "docker cp web:/etc/hosts .",
        "docker save -o a.tar alpine:3.20 && docker load -i a.tar",
        "docker volume rm data",
        "docker ps -a | grep web",
        "docker pull alpine:3.20",
    ],
)
def test_a_line_that_is_well_written_earns_no_advice(line: str) -> None:
    assert advice(line) == set()


def test_a_flag_within_a_cluster_is_not_cut_out() -> None:
    (given,) = [each for each in read("docker rm -vf web").advice if each.id == "force-remove"]
    assert given.fix is None


def test_advice_points_at_the_words_it_concerns() -> None:
    line = "docker run -v /var/run/docker.sock:/s x:1"
    (given,) = read(line).advice
    assert (given.severity, line[slice(*given.span)]) == ("danger", "-v /var/run/docker.sock:/s")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("docker exec web ls *.txt", "sh -c '…' leaves that to a shell inside."),
        ("docker exec web find / -name *.txt", "quotes keep it for find."),
        ("docker exec web sh -c ls\\ *.txt", "single quotes keep it for the shell inside."),
    ],
)
def test_how_a_star_is_kept_for_inside_depends_on_who_is_to_read_it(line: str, told: str) -> None:
    (given,) = [each for each in read(line).advice if each.id == "host-files"]
    assert given.text.endswith(told)


def test_of_several_restart_policies_the_last_is_looked_at_and_the_others_are_not_even_read() -> None:
    assert advice("docker run --restart /x:/etc --restart onfailure x:1") == {"restart-policy"}
    assert advice("docker run --restart onfailure --restart no x:1") == set()
