"""The container that a line makes, as facts."""

from __future__ import annotations

import pytest
from explained import effect, read


def test_the_container_that_a_line_makes_is_told_as_facts() -> None:
    made = effect("docker run -d -p 127.0.0.1:8080-8081:80-81/udp -v data:/d:ro -m 512m --cpus .5 x:1 top")
    assert made["ports"] == [
        {"host_ip": "127.0.0.1", "host_port": "8080", "container_port": "80", "protocol": "udp"},
        {"host_ip": "127.0.0.1", "host_port": "8081", "container_port": "81", "protocol": "udp"},
    ]
    assert made["mounts"] == [{"type": "volume", "source": "data", "target": "/d", "readonly": True}]
    assert (made["memory"], made["cpus"], made["detach"]) == (512 * 1024 * 1024, 0.5, True)
    assert (made["image"], made["command"]) == ("x:1", ["top"])


@pytest.mark.parametrize(
    ("line", "fact", "value"),
    [
        ("docker run --rm -it x", "auto_remove", True),
        ("docker run --rm=false x", "auto_remove", False),
        ("docker run --entrypoint '' x", "entrypoint", [""]),
        ("docker run --cap-add net_admin --cap-add CHOWN x", "cap_add", ["CAP_CHOWN", "CAP_NET_ADMIN"]),
        ("docker run -e B=2 -e A x", "env", ["A", "B=2"]),
        ("docker run -l a=b -l c x", "labels", {"a": "b", "c": ""}),
        ("docker run --net mine x", "networks", ["mine"]),
        ("docker run --network default x", "networks", []),
        ("docker run --restart no x", "restart", None),
        ("docker run --restart on-failure:3 x", "restart", "on-failure:3"),
        ("docker run --expose 90-91 --expose 80 -p 80:80 x", "expose", ["90/tcp", "91/tcp"]),
        ("docker run --add-host a=[::1] x", "extra_hosts", ["a:::1"]),
        ("docker run --device /dev/sda:/dev/x:r x", "devices", ["/dev/sda"]),
        ("docker run --gpus all x", "gpus", True),
        ("docker create --name a x", "name", "a"),
        ("docker create --name '' x", "name", None),
        ("docker run -u '' x", "user", None),
        ("docker run -w '' x", "workdir", None),
        ("docker run -h '' x", "hostname", None),
        ("docker run -m 0 x", "memory", None),
        ("docker run --cpus 0 x", "cpus", None),
        ("docker run --platform '' x", "platform", None),
        ("docker run --platform linux/x86_64 x", "platform", "linux/amd64"),
        ("docker run --platform Linux/arm/7 x", "platform", "linux/arm/v7"),
        ("docker run --platform linux/arm64/v8 x", "platform", "linux/arm64/v8"),
        ("docker run --restart on-failure:010 x", "restart", "on-failure:10"),
        (
            "docker run -v c:\\a:c:\\b x",
            "mounts",
            [{"type": "bind", "source": "c:\\a", "target": "c:\\b", "readonly": False}],
        ),
        ("docker run -v .:/a x", "mounts", [{"type": "bind", "source": "{cwd}", "target": "/a", "readonly": False}]),
        (
            "docker run -v .ssh:/a x",
            "mounts",
            [{"type": "bind", "source": "{cwd}/.ssh", "target": "/a", "readonly": False}],
        ),
        (
            "docker run --mount type=bind,src=../b,dst=/a x",
            "mounts",
            [{"type": "bind", "source": "{cwd}/../b", "target": "/a", "readonly": False}],
        ),
    ],
)
def test_a_flag_counts_in_what_is_made(line: str, fact: str, value: object) -> None:
    assert effect(line)[fact] == value


def test_ports_and_mounts_come_in_the_order_of_dockers_request() -> None:
    made = effect("docker run -p 80:80 -p 443:443 -v old:/b -v new:/a x")
    assert [port["container_port"] for port in made["ports"]] == ["443", "80"]
    assert [mount["target"] for mount in made["mounts"]] == ["/a", "/b"]


def test_a_range_that_is_too_long_to_list_stays_a_range() -> None:
    (port,) = effect("docker run -p 1-65535:1-65535 x")["ports"]
    assert (port["host_port"], port["container_port"]) == ("1-65535", "1-65535")
    assert len(effect("docker run -p 1-256:1-256 x")["ports"]) == 256
    assert len(effect("docker run -p 1-257:1-257 x")["ports"]) == 1


def test_nothing_is_made_by_a_line_that_docker_refuses_or_that_makes_no_container() -> None:
    assert read("docker run --rm --restart always x").effect is None
    assert read("docker ps").effect is None


def test_the_summary_says_what_starts_and_what_stays() -> None:
    assert read("docker run --rm x ls").summary == (
        "Starts a new container from x, running ls. It is removed when it ends."
    )
    assert "in the background" in read("docker run -d x").summary


def test_what_follows_the_image_is_handed_to_an_entrypoint_that_the_line_names() -> None:
    told = [token.text for token in read("docker run --entrypoint sh alpine:3 -c ls").tokens]
    assert told[-2] == "Handed to sh, the program that --entrypoint names; docker does not read it."
    assert [token.text for token in read("docker run alpine:3 ls").tokens][
        -1
    ] == "The command to run in the container: ls."
