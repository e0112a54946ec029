"""What every query takes first: an open transaction."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar, TypeVarTuple, overload

from sqlalchemy import CursorResult, Dialect, Executable, ScalarResult
from sqlalchemy.sql.selectable import TypedReturnsRows

_Value = TypeVar("_Value")
_Columns = TypeVarTuple("_Columns")
_Result_co = TypeVar("_Result_co", covariant=True)


class Transaction(Protocol):
    """As much of SQLAlchemy's AsyncConnection as queries use, so that a thread can stand in for it."""

    @property
    def dialect(self) -> Dialect: ...

    @overload
    async def execute(
        self, statement: TypedReturnsRows[*_Columns], parameters: Any = None
    ) -> CursorResult[*_Columns]: ...

    @overload
    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[*tuple[Any, ...]]: ...

    @overload
    async def scalar(self, statement: TypedReturnsRows[_Value], parameters: Any = None) -> _Value | None: ...

    @overload
    async def scalar(self, statement: Executable, parameters: Any = None) -> Any: ...

    @overload
    async def scalars(self, statement: TypedReturnsRows[_Value], parameters: Any = None) -> ScalarResult[_Value]: ...

    @overload
    async def scalars(self, statement: Executable, parameters: Any = None) -> ScalarResult[Any]: ...


class Unit(Protocol[_Result_co]):
    """A short piece of work on the store: an async function that waits for its transaction and for nothing else.

    It returns plain values, since rows that are still to be read end with the transaction.
    """

    def __call__(self, transaction: Transaction, /) -> Coroutine[Any, Any, _Result_co]: ...
