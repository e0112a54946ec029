"""When images were last used on each sandbox host, and which group pulled what: the sandbox's usage ledger."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, select, update

from commands.store.database import Store, Transaction
from commands.store.insert import insert_if_new, upsert
from commands.store.tables import group_images, image_uses
from sandbox.usage import GroupImage


class ImageLedger:
    """Keeps the ledger in the store; groups are named by their id."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def touch(self, host: str, image_id: str, at: datetime) -> None:
        async with self._store.begin() as transaction:
            if await insert_if_new(transaction, image_uses, {"host": host, "image": image_id, "used_at": at}):
                return
            older = (image_uses.c.host == host, image_uses.c.image == image_id, image_uses.c.used_at < at)
            await transaction.execute(update(image_uses).where(*older).values(used_at=at))

    async def last_used(self, host: str) -> dict[str, datetime]:
        wanted = select(image_uses.c.image, image_uses.c.used_at).where(image_uses.c.host == host)

        async def read(transaction: Transaction) -> dict[str, datetime]:
            return {row.image: row.used_at for row in await transaction.execute(wanted)}

        return await self._store.read(read)

    async def forget(self, host: str, image_id: str) -> None:
        async with self._store.begin() as transaction:
            for table in (image_uses, group_images):
                await transaction.execute(delete(table).where(table.c.host == host, table.c.image == image_id))

    async def remember(self, host: str, group: str, image: GroupImage) -> None:
        row = {
            "group_id": int(group),
            "host": host,
            "reference": image.reference,
            "image": image.image_id,
            "digest": image.digest,
            "pulled_at": image.pulled_at,
        }
        async with self._store.begin() as transaction:
            await upsert(transaction, group_images, row)

    async def of_group(self, host: str, group: str) -> list[GroupImage]:
        wanted = select(group_images).where(group_images.c.group_id == int(group), group_images.c.host == host)

        async def read(transaction: Transaction) -> list[GroupImage]:
            found = await transaction.execute(wanted.order_by(group_images.c.pulled_at.desc()))
            return [GroupImage(row.reference, row.image, row.digest, row.pulled_at) for row in found]

        return await self._store.read(read)

    async def drop(self, host: str, group: str, reference: str) -> None:
        of_group = (group_images.c.group_id == int(group), group_images.c.host == host)
        async with self._store.begin() as transaction:
            await transaction.execute(delete(group_images).where(*of_group, group_images.c.reference == reference))

    async def is_wanted(self, host: str, image_id: str) -> bool:
        wanted = select(exists().where(group_images.c.host == host, group_images.c.image == image_id))
        return bool(await self._store.read(lambda transaction: transaction.scalar(wanted)))
