"""What would make a Dockerfile better: each rule with a file that it is due for and one that it isn't."""

from __future__ import annotations

import inspect

import pytest

from commands.dockerfile import read_dockerfile
from commands.dockerfile.advice import RULES, advise

BASE = "FROM alpine:3.20\n"


def ids(text: str) -> set[str]:
    return {advice.id for advice in advise(read_dockerfile(text))}


CASES = [
    # what packages leave behind
    ("update-apart", "RUN apt-get update\nRUN apt-get install -y a", "RUN apt-get update && apt-get install -y a"),
    ("nobody-answers", "RUN apt-get install a", "RUN apt-get install -qy a"),
    ("recommended-packages", "RUN apt-get install -y a", "RUN apt-get install -y --no-install-recommends a"),
    ("package-lists-stay", "RUN apt-get update", "RUN apt-get update && rm -rf /var/lib/apt/lists/*"),
    ("package-lists-stay", "RUN <<X\napt-get update\nX", "RUN <<X\napt-get update\nrm -rf /var/lib/apt/lists/*\nX"),
    ("package-lists-stay", "RUN apt-get update", "RUN --mount=type=cache,target=/var/lib/apt apt-get update"),
    ("apt-for-people", "RUN apt install -y a", "RUN apt-get install -y a"),
    ("upgrade-in-build", "RUN apt-get -y upgrade", "RUN apt-get -y install a"),
    ("pip-cache", "RUN pip install a", "RUN pip install --no-cache-dir a"),
    ("pip-cache", "RUN python -m pip install a", "ENV PIP_NO_CACHE_DIR=1\nRUN pip install a"),
    ("pip-cache", "RUN pip3 install a", "RUN --mount=type=cache,target=/home/u/.cache pip3 install a"),
    ("apk-cache", "RUN apk add a", "RUN apk add --no-cache a"),
    ("dnf-cache", "RUN dnf install -y a", "RUN dnf install -y a && dnf clean all"),
    ("unpinned-packages", "RUN pip install flask", "RUN pip install flask==3.0"),
    ("unpinned-packages", "RUN pip install flask", "RUN pip install -r requirements.txt"),
    ("npm-install", "RUN npm install", "RUN npm ci"),
    ("version-without-quotes", "RUN pip install flask>=3", "RUN pip install 'flask>=3' 2>&1"),
    # what a RUN does
    ("runs-in-a-row", "RUN a\nRUN b", "RUN a\nENV c=d\nRUN b"),
    ("lost-folder", "RUN cd /a", "RUN cd /a && b"),
    ("cd-in-run", "RUN cd /a && b", "WORKDIR /a\nRUN b"),
    ("lost-variable", "RUN export A=1", "RUN export A=1 && b"),
    ("fetched-script", "RUN curl -s https://a.example | sudo bash -", "RUN curl -s https://a.example | tar xz"),
    ("sudo", "RUN a && sudo b", "RUN echo sudo"),
    ("permissions-later", "COPY a /b/\nRUN chmod 755 /b/a", "RUN chmod 755 /b/a"),
    ("permissions-later", "COPY . /app\nRUN a && chown -R u /app", "COPY --chown=u . /app"),
    ("removed-later", "RUN a\nRUN rm -rf /b", "RUN a && rm -rf /b"),
    ("removed-later", "RUN apk add a\nRUN apk del a", "RUN apk add a && apk del a"),
    ("removed-later", "RUN a\nRUN b && apt-get remove -y c && rm -rf /d", "RUN a\nRUN apt-get install -y c && apt-get remove -y c && b"),
    ("service-in-build", "RUN service nginx start", "RUN service --status-all"),
    ("operator-without-shell", 'RUN ["a", "&&", "b"]', 'RUN ["sh", "-c", "a && b"]'),
    ("variable-without-shell", 'CMD ["echo", "$HOME"]', 'CMD ["sh", "-c", "echo $HOME"]'),
    ("nothing-to-run", "RUN", "RUN a"),
    ("unknown-trigger", "ONBUILD RNU a", "ONBUILD run a"),
    # what is copied
    ("source-before-dependencies", "COPY . .\nRUN pip install -r requirements.txt", "COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . ."),
    ("source-before-dependencies", "ADD . /a\nWORKDIR /a\nRUN npm ci", "COPY . .\nRUN npm run build"),
    ("source-before-dependencies", "COPY . .\nRUN go mod download", "COPY --from=x . .\nRUN go mod download"),
    ("copies-everything", "COPY . .", "COPY src ."),
    ("add-for-copy", "ADD a.py /a/", "ADD a.tar.gz /a/"),
    ("add-for-copy", "ADD . /a", "ADD https://a.example/b /a/"),
    ("unchecked-download", "ADD https://a.example/b /c", "ADD --checksum=sha256:0 https://a.example/b /c"),
    ("copied-secret", "COPY .env /a/", "COPY .env.example /a/"),
    ("copied-secret", "COPY keys/id_rsa /home/u/.ssh/", "COPY id_rsa.pub /home/u/.ssh/"),
    ("target-without-folder", "COPY a b", "WORKDIR /c\nCOPY a b"),
    ("relative-workdir", "WORKDIR a", "WORKDIR /a"),
    ("outside-the-folder", "COPY ../a /b", "COPY a../ /b"),
    # what is started
    ("shell-form", "CMD a", 'CMD ["a"]'),
    ("broken-list", "CMD ['a']", 'CMD ["a"]'),
    ("only-the-last-counts", "CMD a\nCMD b", "CMD a"),
    ("cmd-unheard", "ENTRYPOINT a\nCMD b", 'ENTRYPOINT ["a"]\nCMD ["b"]'),
    ("runs-as-root", "CMD a", "USER app\nCMD a"),
    ("runs-as-root", "USER root\nCMD a", "RUN a"),
    ("secret-in-image", "ENV DB_PASSWORD=x", "ENV DB_PASSWORD_FILE=/x"),
    ("secret-in-image", "ARG NPM_TOKEN", "ARG VERSION"),
    ("expose-opens-nothing", "EXPOSE 80", "RUN a"),
    ("ssh-inside", "EXPOSE 22", "EXPOSE 2222"),
    ("frontend-stays", "ENV DEBIAN_FRONTEND=noninteractive", "ARG DEBIAN_FRONTEND=noninteractive"),
    # small forms
    ("maintainer", "MAINTAINER a", "LABEL a=b"),
    ("old-pair", "ENV A b", "ENV A=b"),
    ("spaces-around-equals", "ENV A = b", "ENV A b=c"),
]  # fmt: skip

WHOLE = [
    ("moving-base", "FROM ubuntu", "FROM ubuntu:24.04"),
    ("moving-base", "FROM ghcr.io:5000/a:latest", "FROM ghcr.io:5000/a@sha256:0"),
    ("moving-base", "FROM a", "FROM scratch"),
    ("moving-base", "FROM a", "FROM a:1 AS b\nFROM b"),
    ("moving-base", "FROM a", "FROM $A"),
    ("large-base", "FROM python:3.12", "FROM python:3.12-slim"),
    ("large-base", "FROM node:22", "FROM node:22 AS b\nFROM alpine:3.20\nCOPY --from=b /a /a"),
    ("tools-in-image", "FROM golang:1.23\nRUN go build -o /a", "FROM golang:1.23 AS b\nRUN go build\nFROM scratch\nCOPY --from=b /a /a"),
    ("tools-in-image", "FROM gcc:14\nRUN cd /a && make", "FROM gcc:14\nRUN a"),
    ("tools-in-image", "FROM node:22\nRUN npm run build", "FROM node:22\nRUN npm run test"),
    ("tools-in-image", "FROM debian:12\nRUN apt-get install -y gcc", "FROM debian:12\nRUN apt-get install -y curl"),
    ("fixed-platform", "FROM --platform=linux/amd64 a:1", "FROM --platform=$BUILDPLATFORM a:1"),
    ("unused-stage", "FROM a:1 AS b\nFROM c:1", "FROM a:1 AS b\nFROM c:1\nRUN --mount=from=b,target=/b d"),
    ("stage-name-twice", "FROM a:1 AS b\nFROM b AS b", "FROM a:1 AS b\nFROM b AS c"),
    ("argument-above-from", "ARG V=1\nFROM a:$V\nRUN echo $V", "ARG V=1\nFROM a:$V\nARG V\nRUN echo $V"),
    ("no-shell-in-scratch", "FROM scratch\nRUN a", 'FROM scratch\nRUN ["/a"]'),
    ("runs-as-root", "FROM a:1\nCMD b", "FROM gcr.io/distroless/static:nonroot\nCMD b"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "has", "has_not"), [(rule, BASE + has, BASE + has_not) for rule, has, has_not in CASES] + WHOLE
)
def test_advice_is_given_where_it_is_due_and_only_there(rule: str, has: str, has_not: str) -> None:
    assert rule in ids(has)
    assert rule not in ids(has_not)


def test_every_rule_has_a_file_that_it_is_due_for() -> None:
    silent = list(RULES)
    for has in [BASE + has for _, has, _ in CASES] + [has for _, has, _ in WHOLE]:
        read = read_dockerfile(has)
        silent = [rule for rule in silent if next(rule(read), None) is None]
    assert [inspect.getsource(rule).partition("(")[0] for rule in silent] == []


def test_a_file_that_does_all_this_gets_no_advice() -> None:
    text = (
        "FROM golang:1.23 AS build\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY cmd cmd\n"
        'RUN go build -o /out/app ./cmd\nFROM alpine:3.20\nCOPY --from=build /out/app /usr/local/bin/\nUSER 1000\nCMD ["app"]\n'
    )
    assert advise(read_dockerfile(text)) == []


def test_the_gravest_advice_comes_first() -> None:
    given = advise(read_dockerfile("FROM a:1\nEXPOSE 80\nCMD b\nENV API_KEY=x"))
    assert [advice.severity for advice in given] == ["danger", "warning", "info", "info"]


def test_every_piece_of_advice_is_one_or_two_short_sentences_with_its_lines() -> None:
    for has in [BASE + has for _, has, _ in CASES] + [has for _, has, _ in WHOLE]:
        for advice in advise(read_dockerfile(has)):
            assert advice.text.endswith(".") or ":" in advice.text
            assert len(advice.text) < 160
            assert 1 <= advice.first <= advice.last <= has.count("\n") + 1
