"""Templates on tags and digests: what a tag names after builds and pushes, and what a digest fixes."""

from __future__ import annotations

from content.questions import Kind
from content.templates.template import Draft, Template, right, wrong

_TAG = "https://docs.docker.com/reference/cli/docker/image/tag/"
_BUILD = "https://docs.docker.com/reference/cli/docker/buildx/build/"
_RUN = "https://docs.docker.com/reference/cli/docker/container/run/"
_PULL = "https://docs.docker.com/reference/cli/docker/image/pull/"
_PRACTICES = "https://docs.docker.com/build/building/best-practices/"


def _tag_repoint(second: str, asked: str) -> Draft:
    moved = asked == "latest"
    return Draft(
        f"You build `shop:latest`, which prints `first`, and tag it as `shop:{second}`. Then you change the program to "
        f"print `second` and build `shop:latest` again. What does `docker run --rm shop:{asked if moved else second}` print?",
        "A tag points to an image, not to another tag. `docker tag` made a second pointer to the image of that moment. "
        "The new build moved `latest` alone; the second tag still names the old image, which therefore is not dangling "
        "either.",
        options=(
            wrong("`first`", "first", "The second build has moved this tag.", "tags-are-fixed")
            if moved
            else right("`first`", "first", "the second tag stays where it was put."),
            wrong("Each in turn", "both", "A tag names a single image at a time.", "tags-are-lists"),
            right("`second`", "second", "the new build has taken this tag over.")
            if moved
            else wrong("`second`", "second", "Only `latest` moved with the build.", "tags-follow-each-other"),
        ),
    )


def _latest_not_moved(tag: str, name: str) -> Draft:
    return Draft(
        f"`docker build -t {name} .` gave an image that prints `one`. You change the program to print `two` and run "
        f"`docker build -t {name}:{tag} .`. What does `docker run --rm {name}` print?",
        "Without a tag, docker takes `latest`, and that is a name like any other: it moves only when something is built, "
        "tagged or pulled under it. The second build had a tag of its own, so `latest` stayed with the first image.",
        options=(
            right("`one`", "one", f"`{name}` means `{name}:latest`, which has not moved."),
            wrong("`two`", "two", "The newer build did not touch `latest`.", "latest-is-newest"),
            wrong("An error", "error", "The first build has made the tag `latest`.", "latest-needs-tagging"),
        ),
    )


def _no_latest(tag: str) -> Draft:
    return Draft(
        f"The image `shop:{tag}` is the only one of this name on your host, and no registry has any `shop`. What does "
        f"`docker run --rm shop` do?",
        "A reference without a tag means `latest`. Docker looks for exactly that, here and then in the registry, and never "
        "for the nearest or newest tag. Name the tag that you have, or make another with `docker tag`.",
        options=(
            wrong(
                f"It runs `shop:{tag}`", "runs", "Docker takes no other tag than the one asked for.", "latest-is-newest"
            ),
            right("It ends with an error", "error", "it looks for `shop:latest`, and nobody has it."),
            wrong("It tags the image anew", "tags", "Running a container never makes tags.", "latest-needs-no-image"),
        ),
    )


def _digest_two_tags(content: str) -> Draft:
    same = content == "same"
    how = "by `docker tag` from one image" if same else "by two builds that write different files"
    return Draft(
        f"`shop:1` and `shop:2` were made {how}, and both were pushed. True or false? They have the same digest in the "
        f"registry.",
        "A digest is the hash of the manifest, which names configuration and layers by their hashes. Tags are no part of "
        "it: two tags of one image share its digest, and different content always gives another one.",
        options=(
            right("True", "same", "both tags name one manifest.")
            if same
            else wrong("True", "same", "Other files give another manifest.", "digest-belongs-to-repository"),
            right("False", "different", "other content has another hash.")
            if not same
            else wrong("False", "different", "The tag is no part of what is hashed.", "digest-belongs-to-tag"),
        ),
    )


def _digest_pin(tag: str, by: str) -> Draft:
    pinned = by == "digest"
    reference = "`shop@sha256:…`, with the digest of the first push," if pinned else f"`shop:{tag}`"
    return Draft(
        f"A colleague pushes `shop:{tag}`, which prints `old`. Later, another build that prints `new` is pushed under the "
        f"same tag. You pull {reference} and run it. What does it print?",
        "A tag can be moved by whoever may push; a digest is the hash of the content itself, so it gives the same bytes as "
        "long as the registry keeps them. Pinning costs you the updates: somebody has to raise the digest.",
        options=(
            right("`old`", "old", "the digest names the bytes of the first push.")
            if pinned
            else wrong("`old`", "old", "The second push has moved the tag.", "tags-are-fixed"),
            right("`new`", "new", "the tag has moved to the second push.")
            if not pinned
            else wrong("`new`", "new", "A digest can't follow the tag.", "digest-follows-tag"),
            wrong("An error", "error", "The registry keeps both images.", "push-deletes-old"),
        ),
    )


TEMPLATES = (
    Template(
        "tag-repoint",
        "tags-and-digests.2",
        Kind.SINGLE,
        "apply",
        3,
        ("F056", "F065"),
        (_TAG,),
        {"second": ("stable", "v1", "2026-11"), "asked": ("latest", "other")},
        _tag_repoint,
        """
say() { printf 'FROM %s\\nCMD ["echo", "%s"]\\n' "$BASE" "$1" | build shop:latest; }
say first; docker tag shop:latest "shop:$second"; say second; [ $asked = latest ] && docker run --rm shop:latest || docker run --rm "shop:$second"
""",
    ),
    Template(
        "latest-not-moved",
        "tags-and-digests.2",
        Kind.SINGLE,
        "apply",
        2,
        ("F058", "F061"),
        (_BUILD,),
        {"tag": ("v2", "next", "1.1"), "name": ("shop", "bank")},
        _latest_not_moved,
        """
say() { printf 'FROM %s\\nCMD ["echo", "%s"]\\n' "$BASE" "$2" | build "$1"; }
say "$name" one; say "$name:$tag" two; docker run --rm --pull never "$name" || echo error
""",
    ),
    Template(
        "no-latest",
        "tags-and-digests.2",
        Kind.SINGLE,
        "apply",
        2,
        ("F058", "F065"),
        (_RUN,),
        {"tag": ("v1", "stable", "2.0")},
        _no_latest,
        """
printf 'FROM %s\\nCMD ["echo", "runs"]\\n' "$BASE" | build "shop:$tag"
docker run --rm shop 2>/dev/null || echo error
quiet docker image inspect shop:latest && echo tags; true
""",
    ),
    Template(
        "digest-two-tags",
        "tags-and-digests.4",
        Kind.TRUEFALSE,
        "understand",
        3,
        ("F082", "F063"),
        ("https://github.com/opencontainers/image-spec/blob/main/descriptor.md",),
        {"content": ("same", "other")},
        _digest_two_tags,
        """
shop="$REGISTRY/shop"; printf 'FROM %s\\nRUN echo 1 > /v\\n' "$BASE" | build "$shop:1"; docker tag "$shop:1" "$shop:2"
[ $content = same ] || printf 'FROM %s\\nRUN echo 2 > /v\\n' "$BASE" | build "$shop:2"
digest() { docker push "$1" | sed -n 's/.*digest: \\([^ ]*\\) .*/\\1/p'; }
[ "$(digest "$shop:1")" = "$(digest "$shop:2")" ] && echo same || echo different
""",
    ),
    Template(
        "digest-pin",
        "tags-and-digests.3",
        Kind.SINGLE,
        "apply",
        3,
        ("F064", "F082"),
        (_PULL, _PRACTICES),
        {"tag": ("1.4", "stable", "v3"), "by": ("digest", "tag")},
        _digest_pin,
        """
shop="$REGISTRY/shop"
say() { printf 'FROM %s\\nCMD ["echo", "%s"]\\n' "$BASE" "$1" | build "$shop:$tag"; quiet docker push "$shop:$tag"; }
say old; digest=$(docker inspect -f '{{index .RepoDigests 0}}' "$shop:$tag"); say new; quiet docker rmi -f "$shop:$tag"
[ $by = digest ] && image=$digest || image="$shop:$tag"
quiet docker pull "$image" && docker run --rm "$image" || echo error
""",
    ),
)
