"""The images that the tests' registry holds under the names learners type."""

from __future__ import annotations

from engine.images import LAYER, Image, Step, busybox, image, index_of, noise, push, with_first_layer

MEGABYTE = 1000 * 1000


def alpine() -> Image:
    """Three layers and two steps that changed metadata only; an index, as on Docker Hub."""
    small = image(
        Step(
            "/bin/sh -c #(nop) ADD file:37a76ec18f9887751cd8473744917d08b7431fc4085097bb6a09d81b41775473 in / ",
            busybox(),
        ),
        Step("/bin/sh -c #(nop)  ENV PATH=/bin:/usr/bin"),
        Step(
            "/bin/sh -c echo alpine > /etc/hostname && echo 3.19.1 > /etc/alpine-release",
            {"etc/hostname": b"alpine\n", "etc/alpine-release": b"3.19.1\n"},
        ),
        Step(
            "COPY motd /etc/motd # buildkit", {"etc/motd": b"Welcome aboard!\n" * 40}, comment="buildkit.dockerfile.v0"
        ),
        Step('/bin/sh -c #(nop)  CMD ["/bin/sh"]'),
    )
    arm = image(Step("ADD rootfs /", {"etc/hostname": b"arm\n"}), architecture="arm64")
    return index_of({"linux/amd64": small, "linux/arm64": arm})


def python() -> Image:
    """Stands in for python:3.11: the steps of the official image, with little in them."""
    return image(
        Step(
            "/bin/sh -c #(nop) ADD file:b4987bca8c4c4c640d6b71dcccfd7172b44771e0f851a47d05c00c2bd4f3a1ea in / ",
            busybox(),
        ),
        Step('/bin/sh -c #(nop)  CMD ["bash"]'),
        Step("/bin/sh -c apt-get update; apt-get install -y ca-certificates curl", {"usr/lib/curl": noise(900_000, 2)}),
        Step("/bin/sh -c #(nop)  ENV LANG=C.UTF-8"),
        Step("/bin/sh -c #(nop)  ENV PYTHON_VERSION=3.11.9"),
        Step("/bin/sh -c set -eux; wget -O python.tar.xz; make -j", {"usr/local/bin/python3.11": noise(2_500_000, 3)}),
        Step("/bin/sh -c ln -s python3 /usr/local/bin/python", {"usr/local/bin/python": "-> python3.11"}),
        Step('/bin/sh -c #(nop)  CMD ["python3"]'),
    )


def node() -> Image:
    """40 MB that don't compress, so that a pull takes long enough to be watched and stopped."""
    return image(
        Step("ADD rootfs.tar.xz / # buildkit", busybox()),
        Step("RUN /bin/sh -c apt-get install -y build-essential # buildkit", {"usr/lib/gcc": noise(22 * MEGABYTE, 4)}),
        Step("ENV NODE_VERSION=20.11.0"),
        Step("RUN /bin/sh -c curl -fsSLO node.tar.xz # buildkit", {"usr/local/bin/node": noise(16 * MEGABYTE, 5)}),
        Step('CMD ["node"]'),
    )


def huge() -> Image:
    """Says in its manifest that it is 4 GB, so that it must be refused before anything is fetched."""
    return with_first_layer(image(Step("ADD everything /", {"etc/hostname": b"huge\n"})), size=4000 * MEGABYTE)


def hostile() -> Image:
    """Says things in its history and labels that a chat platform or a terminal would obey."""
    text = "@everyone <!channel> <@1> ```\x1b[31mred\x1b]8;;http://evil.example\x07link\x1b]8;;\x07 \u202etxt.exe"
    return image(
        Step(f"RUN {text}", busybox(), comment=text),
        Step("LABEL long=" + "A" * 200_000),
        Step("ENV BROKEN=\ud800"),
        config={"Cmd": ["/bin/sh"], "Labels": {"org.example.title": text, "long": "B" * 100_000}},
    )


def liar() -> Image:
    """Declares ten bytes for a layer of 3 MB."""
    return with_first_layer(image(Step("ADD blob /", {"blob": noise(3 * MEGABYTE, 6)})), size=10)


def bomb() -> Image:
    """About 250 kB compressed, 50 MB unpacked."""
    return image(Step("ADD zeros /", {"zeros": bytes(50 * MEGABYTE)}))


def foreign() -> Image:
    """Wants a layer from somewhere else."""
    kind = LAYER.replace("diff", "foreign.diff")
    honest = image(Step("ADD blob /", {"blob": b"x"}))
    return with_first_layer(honest, mediaType=kind, urls=["http://169.254.169.254/layer"])


def stock(registry: str) -> None:
    """Fills a registry with everything above."""
    for repository, tag, made in [
        ("library/alpine", "latest", alpine()),
        ("library/alpine", "3.19", alpine()),
        ("library/busybox", "latest", image(Step("BusyBox 1.36.1 (glibc), Debian 12", busybox()))),
        ("library/python", "3.11", python()),
        ("library/node", "20", node()),
        ("library/huge", "latest", huge()),
        ("mallory/hostile", "latest", hostile()),
        ("mallory/liar", "latest", liar()),
        ("mallory/bomb", "latest", bomb()),
        ("mallory/foreign", "latest", foreign()),
        ("mallory/windows", "latest", index_of({"windows/amd64": image(Step("x", {"x": b"x"}), os="windows")})),
    ]:
        push(registry, repository, tag, made)
