from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.engine.answers import EngineImage, engine_image
from sandbox.history import in_common, mark_empty
from sandbox.values import HistoryRow

ROWS = st.lists(
    st.builds(
        HistoryRow,
        id=st.just("<missing>"),
        created=st.none(),
        created_by=st.sampled_from(
            ["RUN true # buildkit", "WORKDIR /app", "ENV A=b", "/bin/sh -c #(nop) CMD []", "", "bash"]
        ),
        size=st.sampled_from([0, 0, 7]),
        comment=st.just(""),
        empty_layer=st.just(False),
    ),
    max_size=12,
)


def row(created_by: str, size: int = 0) -> HistoryRow:
    return HistoryRow("<missing>", None, created_by, size, "", empty_layer=False)


def layers_of(*rows: HistoryRow, layers: int) -> list[str]:
    return [each.created_by for each in mark_empty(rows, layers) if not each.empty_layer]


def inspected(**found: object) -> EngineImage:
    return engine_image({"Id": "sha256:1", **found})


def test_a_working_folder_that_was_made_is_a_layer_and_one_that_was_there_is_none() -> None:
    rows = (row("WORKDIR /app"), row("ENV A=b"), row("ADD f /", 9))
    assert layers_of(*rows, layers=2) == ["WORKDIR /app", "ADD f /"]
    assert layers_of(*rows, layers=1) == ["ADD f /"]


def test_a_command_that_changed_nothing_has_a_layer_before_a_working_folder_has() -> None:
    rows = (row("WORKDIR /app"), row("RUN /bin/sh -c true # buildkit"), row("ADD f /", 9))
    assert layers_of(*rows, layers=2) == ["RUN /bin/sh -c true # buildkit", "ADD f /"]


@given(ROWS, st.integers(0, 14))
def test_as_many_rows_have_a_layer_as_the_image_has_layers(rows: list[HistoryRow], layers: int) -> None:
    marked = mark_empty(rows, layers)
    filled = sum(each.size > 0 for each in rows)
    assert sum(not each.empty_layer for each in marked) == min(max(filled, layers), len(rows))
    assert not any(each.empty_layer for each in marked if each.size)


@given(st.lists(st.sampled_from("abc"), max_size=6), st.lists(st.sampled_from("abc"), max_size=6))
def test_layers_are_shared_only_as_far_as_all_below_them_are(one: list[str], other: list[str]) -> None:
    shared = in_common(one, other)
    assert one[:shared] == other[:shared]
    assert one[shared : shared + 1] != other[shared : shared + 1] or shared == len(one) == len(other)


def test_what_an_engine_says_of_a_config_is_kept_where_it_has_the_right_type() -> None:
    image = inspected(
        RootFS={"Layers": ["sha256:a", 7]},
        Config={"Cmd": ["sh"], "Env": "A=b", "ExposedPorts": {"80/tcp": {}}, "User": 0, "Labels": {"b": "2", "a": 1}},
    )
    assert image.layers == ("sha256:a", "")
    assert (image.config.command, image.config.environment, image.config.ports) == (("sh",), (), ("80/tcp",))
    assert (image.config.user, image.config.labels) == ("", (("a", ""), ("b", "2")))
