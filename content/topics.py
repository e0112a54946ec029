"""The topics of container fundamentals and what a learner should be able to do in each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """`share` is the topic's part of the daily questions in percent; objectives go by their id."""

    name: str
    title: str
    share: int
    objectives: dict[str, str]


def _topic(name: str, title: str, share: int, *objectives: str) -> Topic:
    return Topic(name, title, share, {f"{name}.{number}": text for number, text in enumerate(objectives, 1)})


TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        _topic(
            "container-history",
            "Container history",
            4,
            "put the milestones of isolation in order",
            "say what each of them added and what it left shared",
            "say what Docker added to what was there",
        ),
        _topic(
            "containers-vs-vms",
            "Containers and virtual machines",
            6,
            "explain where the kernel comes from",
            "compare start, size, isolation and portability",
            "choose a container or a virtual machine for a case",
            "say what Docker Desktop runs underneath",
        ),
        _topic(
            "namespaces-and-cgroups",
            "Namespaces and cgroups",
            8,
            "match a symptom to a namespace",
            "tell seeing from using",
            "read a limit and predict its effect",
            "say what Docker leaves shared by default",
        ),
        _topic(
            "oci-and-runtimes",
            "OCI and runtimes",
            8,
            "name the three specifications and their subjects",
            "put client, daemon, containerd and runc in order",
            "place CRI, containerd and CRI-O in Kubernetes",
        ),
        _topic(
            "images-and-containers",
            "Images and containers",
            10,
            "tell image, container and process apart",
            "predict where a write goes",
            "read docker diff and docker ps -s",
            "build and run a small web application",
        ),
        _topic(
            "image-layers",
            "Image layers",
            12,
            "count the layers of a Dockerfile",
            "read docker history",
            "predict what two images share and a pull downloads",
            "know limits and differences between builders",
        ),
        _topic(
            "building-images",
            "Building images",
            10,
            "say what each instruction does",
            "predict what the cache can keep",
            "predict what merging steps changes",
            "use CMD and ENTRYPOINT, ARG and ENV, stages and .dockerignore",
        ),
        _topic(
            "tags-and-digests",
            "Tags and digests",
            10,
            "read an image reference with its defaults",
            "predict what latest and moved tags give",
            "pin by digest and say what it costs",
            "tell image ID, digest and tag apart",
            "predict when Kubernetes pulls",
        ),
        _topic(
            "running-containers",
            "Running containers",
            8,
            "choose between -d, -i, -t, --rm and --name",
            "write docker run for a task",
            "put options before the image and the command after it",
        ),
        _topic(
            "container-lifecycle",
            "Life of a container",
            8,
            "tell created, running, paused, exited and removed apart",
            "read exit codes",
            "predict what stop and kill do to process 1",
            "find output with docker logs",
            "choose a restart policy",
        ),
        _topic(
            "volumes-and-mounts",
            "Volumes and mounts",
            5,
            "choose a bind mount or a volume",
            "predict what a mount shows and hides",
            "say what outlives a container",
        ),
        _topic(
            "ports-and-networks",
            "Ports and networks",
            5,
            "tell EXPOSE, -p and -P apart",
            "read a published port with its address",
            "explain traffic between containers",
        ),
        _topic(
            "cleanup",
            "Cleaning up",
            4,
            "remove containers and images, and say what blocks it",
            "tell dangling from unused",
            "tidy a host without losing data",
        ),
        _topic(
            "small-secure-images",
            "Small and secure images",
            2,
            "choose a base image",
            "remove files and secrets without leaving them behind",
            "run with fewer rights",
        ),
    )
}


def topic_named(typed: str) -> str:
    """Returns the name of the topic that somebody names or calls by its title; of none, the words joined by hyphens."""
    wanted = "-".join(typed.lower().split())
    titles = {"-".join(topic.title.lower().split()): name for name, topic in TOPICS.items()}
    return titles.get(wanted, wanted)
