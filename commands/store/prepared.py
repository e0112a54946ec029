"""Statements that are made ready once. SQLAlchemy does so for each execution, which takes longer than SQLite itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Dialect, Executable
from sqlalchemy.engine import IteratorResult, Result
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler

_Statement = TypeVar("_Statement", bound=Executable)

_Processor = Callable[[Any], Any]

_OFTEN = "often"


def often(statement: _Statement) -> _Statement:
    """Marks a statement of a module that returns rows and is carried out so often that each microsecond counts."""
    marked: _Statement = statement.execution_options(**{_OFTEN: True})
    return marked


def is_often(statement: Executable) -> bool:
    """Says whether a statement is marked so."""
    return _OFTEN in statement.get_execution_options()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement in the database's own words, with what turns values into its and back."""

    written: str
    parameters: tuple[tuple[str, Any, _Processor | None], ...]
    columns: SimpleResultMetaData
    readers: tuple[tuple[int, _Processor], ...]

    @classmethod
    def of(cls, statement: Any, dialect: Dialect, names: Sequence[str]) -> Prepared:
        """Makes a statement ready for parameters of these names."""
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        assert isinstance(compiled, SQLCompiler)
        assert compiled.positiontup is not None
        if compiled.prefetch or compiled.literal_execute_params or compiled.post_compile_params:
            raise TypeError("a statement with values that are found for each execution can't be made ready before")
        given = [(name, compiled.binds[name]) for name in compiled.positiontup]
        returned = list(statement.exported_columns)
        readers = [(at, _reader(each.type, dialect)) for at, each in enumerate(returned)]
        return cls(
            str(compiled),
            tuple((name, each.effective_value, _writer(each.type, dialect)) for name, each in given),
            SimpleResultMetaData([each.name for each in returned]),
            tuple((at, reader) for at, reader in readers if reader is not None),
        )

    def execute(self, driver: Any, values: Mapping[str, Any]) -> Result[Any]:
        """Carries it out on a connection of the driver's and returns the rows, read to the last."""
        given = [
            value if write is None else write(value)
            for value, write in ((values.get(name, standing), write) for name, standing, write in self.parameters)
        ]
        return IteratorResult(self.columns, map(self._read, driver.execute(self.written, given).fetchall()))

    def _read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for at, reader in self.readers:
            values[at] = reader(values[at])
        return tuple(values)


def _reader(kind: Any, dialect: Dialect) -> _Processor | None:
    found: _Processor | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found


def _writer(kind: Any, dialect: Dialect) -> _Processor | None:
    found: _Processor | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return found
