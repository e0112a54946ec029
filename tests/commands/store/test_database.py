"""The store holds the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from databases import sqlite_url
from room import BANK, MONDAY
from sqlalchemy.engine import Connection

from commands.messenger import MessageRef
from commands.request import Asker, Opening, Place, Schedule
from commands.store import Store, events, groups, kept_lines, migrate, notes, postings, processes, rounds
from commands.store.images import ImageLedger
from commands.store.tables import metadata
from sandbox.usage import GroupImage

PLACE = Place("test", "guild-1", "general")


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = await Store.open(database_url)
    yield opened
    await opened.close()


async def test_the_migrations_make_exactly_the_tables(store: Store) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with store.begin() as transaction:
        assert await transaction.run_sync(differences) == []


async def test_a_database_of_an_earlier_version_is_brought_up_to_date_with_what_is_in_it(
    database_url: str, store: Store
) -> None:
    async with store.begin() as transaction:
        group = await groups.of_place(transaction, PLACE, MONDAY)
        await notes.put(transaction, "fingerprint", "abc")
        await transaction.run_sync(lambda connection: command.downgrade(migrate.configuration(connection), "0001"))
        old = (
            "INSERT INTO group_images (group_id, host, reference, image, pulled_at) VALUES (:group, 'h', 'r', 'i', :at)"
        )
        await transaction.execute(sqlalchemy.text(old), {"group": group.id, "at": "2026-01-01 00:00:00+00:00"})
    again = await Store.open(database_url)
    async with again.begin() as transaction:
        assert await notes.get(transaction, "fingerprint") == "abc"
    ledger, pulled = ImageLedger(again), GroupImage("alpine", "sha256:a", "sha256:b", MONDAY)
    await ledger.remember("h", str(group.id), pulled)
    assert await ledger.of_group("h", str(group.id)) == [pulled]
    await again.close()


async def test_a_question_planned_by_an_earlier_version_gets_its_local_date(database_url: str, store: Store) -> None:
    just_past_midnight = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)  # of the 25th in Auckland
    async with store.begin() as transaction:
        group = await groups.of_place(transaction, PLACE, MONDAY)
        schedule = Schedule(time(0, 30), ZoneInfo("Pacific/Auckland"))
        await groups.set_schedule(transaction, group, schedule, Opening(date(2026, 11, 25), just_past_midnight))
        await transaction.run_sync(lambda connection: command.downgrade(migrate.configuration(connection), "0011"))
    again = await Store.open(database_url)
    async with again.begin() as transaction:
        kept = await groups.get(transaction, group.id)
    assert kept.opening == Opening(date(2026, 11, 25), just_past_midnight)
    await again.close()


async def test_opening_an_up_to_date_database_changes_nothing(database_url: str, store: Store) -> None:
    async with store.begin() as transaction:
        await notes.put(transaction, "fingerprint", "abc")
    again = await Store.open(database_url)
    async with again.begin() as transaction:
        assert await notes.get(transaction, "fingerprint") == "abc"
    await again.close()


async def test_sqlite_is_durable_and_keeps_foreign_keys(tmp_path: Path) -> None:
    store = await Store.open(sqlite_url(tmp_path))
    async with store.begin() as transaction:
        pragmas = [
            (await transaction.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous")
        ]
    await store.close()
    assert pragmas == ["wal", 1, 2]


async def test_a_failed_block_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.begin() as transaction:
            await notes.put(transaction, "half", "done")
            raise ZeroDivisionError
    async with store.begin() as transaction:
        assert await notes.get(transaction, "half") is None


async def test_only_one_of_many_claims_the_date(store: Store) -> None:
    async with store.begin() as transaction:
        group = await groups.of_place(transaction, PLACE, MONDAY)

    async def claim() -> bool:
        async with store.begin() as transaction:
            question = BANK.questions[0]
            return await rounds.claim(
                transaction,
                group,
                date(2026, 11, 23),
                question=question,
                order=range(len(question.options)),
                opens_at=MONDAY,
                closes_at=MONDAY + timedelta(hours=1),
                place_id=None,
            )

    assert sorted(await asyncio.gather(*(claim() for _ in range(8)))) == [False] * 7 + [True]


async def test_a_lease_keeps_others_off_until_it_ends(store: Store) -> None:
    async with store.begin() as transaction:
        group = await groups.of_place(transaction, PLACE, MONDAY)
        place_id = await groups.place_id(transaction, PLACE)
        times = {"opens_at": MONDAY, "closes_at": MONDAY}
        question, day = BANK.questions[0], date(2026, 11, 23)
        await rounds.claim(transaction, group, day, question=question, order=[0, 1], **times, place_id=place_id)
        await postings.plan(transaction, group, day, [place_id])
        (posting,) = await postings.to_post(transaction, frozenset({"test"}), MONDAY)
    minute = timedelta(minutes=1)
    async with store.begin() as transaction:
        assert await postings.lease(transaction, posting, MONDAY, MONDAY + minute)
        assert not await postings.lease(transaction, posting, MONDAY, MONDAY + minute)
        assert await postings.lease(transaction, posting, MONDAY + minute, MONDAY + 2 * minute)


async def test_cards_and_reveals_of_an_earlier_version_are_known_where_they_stand(
    database_url: str, store: Store
) -> None:
    async with store.begin() as transaction:
        group = await groups.of_place(transaction, PLACE, MONDAY)
        place_id = await groups.place_id(transaction, PLACE)
        await transaction.run_sync(lambda connection: command.downgrade(migrate.configuration(connection), "0020"))
        for day, state, message, revealed in (
            ("2026-11-20", "closed", "card-1", "2026-11-20 21:00:00"),
            ("2026-11-21", "skipped", None, None),
            ("2026-11-23", "open", "card-3", None),
        ):
            old = (
                "INSERT INTO rounds (group_id, local_date, question_id, question_version, option_order, state, opens_at,"
                " closes_at, announced, attempts, place_id, message, revealed_at) VALUES (:group, :day, 'q', 'v',"
                " '[0, 1]', :state, :at, :at, true, 0, :place, :message, :revealed)"
            )
            given = {"group": group.id, "place": place_id, "at": f"{day} 09:00:00", "state": state, "day": day}
            await transaction.execute(sqlalchemy.text(old), {**given, "message": message, "revealed": revealed})
    again = await Store.open(database_url)
    async with again.begin() as transaction:
        first, skipped, last = [
            posting
            for round_id in await transaction.scalars(sqlalchemy.text("SELECT id FROM rounds ORDER BY local_date"))
            for posting in await postings.of_round(transaction, round_id)
        ]
    assert [(each.message, each.over) for each in (first, skipped, last)] == [
        ("card-1", True),
        (None, True),
        ("card-3", False),
    ]
    assert last.card == MessageRef(PLACE, "card-3")
    await again.close()


async def test_the_same_person_in_two_spaces_is_two_learners(store: Store) -> None:
    async with store.begin() as transaction:
        ids = []
        for space in ("guild-1", "guild-2"):
            asker = Asker(Place("test", space, "general"), "u1", "Ana")
            group = await groups.of_place(transaction, asker.place, MONDAY)
            ids.append((await groups.learner(transaction, group, asker, MONDAY)).id)
    assert len(set(ids)) == 2


async def test_all_channels_of_a_space_are_one_group(store: Store) -> None:
    async with store.begin() as transaction:
        first = await groups.of_place(transaction, Place("test", "guild-1", "general"), MONDAY)
        second = await groups.of_place(transaction, Place("test", "guild-1", "help"), MONDAY)
    assert first.id == second.id


async def test_a_new_name_is_followed(store: Store) -> None:
    async with store.begin() as transaction:
        group = await groups.of_place(transaction, PLACE, MONDAY)
        await groups.learner(transaction, group, Asker(PLACE, "u1", "Ana"), MONDAY)
        renamed = await groups.learner(transaction, group, Asker(PLACE, "u1", "Ana Lima"), MONDAY)
    assert renamed.name == "Ana Lima"


async def test_who_has_joined_is_met_without_writing_until_they_have_another_name(store: Store) -> None:
    ana, renamed, nameless = (Asker(PLACE, "u1", name) for name in ("Ana", "Ana Lima", ""))
    assert await store.read(lambda transaction: groups.meet(transaction, ana)) is None
    joined = await store.write(lambda transaction: groups.join(transaction, ana, MONDAY))
    assert await store.read(lambda transaction: groups.meet(transaction, ana)) == joined
    assert await store.read(lambda transaction: groups.meet(transaction, nameless)) == joined
    assert await store.read(lambda transaction: groups.meet(transaction, renamed)) is None
    elsewhere = Asker(Place("test", "guild-2", "general"), "u1", "Ana")
    assert await store.read(lambda transaction: groups.meet(transaction, elsewhere)) is None


async def test_an_event_is_new_once(store: Store) -> None:
    async with store.begin() as transaction:
        assert await events.first_time(transaction, "slack", "Ev1", MONDAY)
        assert not await events.first_time(transaction, "slack", "Ev1", MONDAY)
        assert await events.first_time(transaction, "discord", "Ev1", MONDAY)


async def test_a_kept_line_is_only_its_owners(store: Store) -> None:
    async with store.begin() as transaction:
        group = await groups.of_place(transaction, PLACE, MONDAY)
        ana = await groups.learner(transaction, group, Asker(PLACE, "u1", "Ana"), MONDAY)
        ben = await groups.learner(transaction, group, Asker(PLACE, "u2", "Ben"), MONDAY)
        number = await kept_lines.keep(transaction, ana, "/ship explain docker ps", MONDAY)
        assert await kept_lines.get(transaction, ana, number) == "/ship explain docker ps"
        assert await kept_lines.get(transaction, ben, number) is None


async def test_the_newest_lines_of_each_learner_are_kept(store: Store) -> None:
    async with store.begin() as transaction:
        group = await groups.of_place(transaction, PLACE, MONDAY)
        ana, ben = [await groups.learner(transaction, group, Asker(PLACE, user, user), MONDAY) for user in "ab"]
        bens = await kept_lines.keep(transaction, ben, "ben's", MONDAY)
        numbers = [await kept_lines.keep(transaction, ana, f"line {at}", MONDAY) for at in range(kept_lines.MOST + 2)]
        kept = [await kept_lines.get(transaction, ana, number) for number in numbers]
        assert kept == [None, None, *(f"line {at}" for at in range(2, kept_lines.MOST + 2))]
        assert await kept_lines.get(transaction, ben, bens) == "ben's"


async def test_times_come_back_with_their_zone(store: Store) -> None:
    ledger = ImageLedger(store)
    await ledger.touch("host", "sha256:a", datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Berlin")))
    assert await ledger.last_used("host") == {"sha256:a": datetime(2026, 11, 23, 8, tzinfo=UTC)}


async def test_an_earlier_use_does_not_set_the_clock_back(store: Store) -> None:
    ledger = ImageLedger(store)
    await ledger.touch("host", "sha256:a", MONDAY)
    await ledger.touch("host", "sha256:a", MONDAY - timedelta(hours=1))
    assert await ledger.last_used("host") == {"sha256:a": MONDAY}


async def test_a_group_sees_only_what_it_pulled(store: Store) -> None:
    async with store.begin() as transaction:
        first = await groups.of_place(transaction, PLACE, MONDAY)
        second = await groups.of_place(transaction, Place("test", "guild-2", "general"), MONDAY)
    ledger = ImageLedger(store)
    pulled = GroupImage("docker.io/library/alpine:latest", "sha256:a", "sha256:b", MONDAY)
    await ledger.remember("host", str(first.id), pulled)
    assert await ledger.of_group("host", str(first.id)) == [pulled]
    assert await ledger.of_group("host", str(second.id)) == []
    await ledger.forget("host", "sha256:a")
    assert await ledger.of_group("host", str(first.id)) == []


async def test_an_image_is_wanted_while_any_group_has_a_name_for_it(store: Store) -> None:
    async with store.begin() as transaction:
        first = await groups.of_place(transaction, PLACE, MONDAY)
        second = await groups.of_place(transaction, Place("test", "guild-2", "general"), MONDAY)
    ledger = ImageLedger(store)
    for group, name in ((first, "mine"), (first, "again"), (second, "mine")):
        await ledger.remember("host", str(group.id), GroupImage(name, "sha256:a", "", MONDAY))
    await ledger.drop("host", str(first.id), "mine")
    assert [each.reference for each in await ledger.of_group("host", str(first.id))] == ["again"]
    assert [each.reference for each in await ledger.of_group("host", str(second.id))] == ["mine"]
    await ledger.drop("host", str(first.id), "again")
    assert await ledger.is_wanted("host", "sha256:a")
    assert not await ledger.is_wanted("other host", "sha256:a")
    await ledger.drop("host", str(second.id), "mine")
    assert not await ledger.is_wanted("host", "sha256:a")


async def test_an_installation_keeps_its_mark(store: Store) -> None:
    async with store.begin() as transaction:
        mark = await processes.installation(transaction)
        assert re.fullmatch(r"[0-9a-f]{8}", mark)
        assert await processes.installation(transaction) == mark


async def test_a_process_is_alive_while_it_keeps_saying_so_whatever_the_clock_does(store: Store) -> None:
    async with store.begin() as transaction:
        await processes.keep_alive(transaction, "a", MONDAY)
        await processes.keep_alive(transaction, "b", MONDAY + timedelta(hours=1))
        assert await processes.living(transaction, MONDAY) == {"a"}
        assert await processes.living(transaction, MONDAY + timedelta(seconds=11)) == {"a"}
        assert await processes.living(transaction, MONDAY + timedelta(seconds=13)) == frozenset()


async def test_deleting_a_group_deletes_all_that_is_its(store: Store) -> None:
    async with store.begin() as transaction:
        group = await groups.of_place(transaction, PLACE, MONDAY)
        await groups.learner(transaction, group, Asker(PLACE, "u1", "Ana"), MONDAY)
        await transaction.execute(sqlalchemy.text("DELETE FROM groups"))
        left = await transaction.scalar(sqlalchemy.text("SELECT count(*) FROM learners"))
    assert left == 0
