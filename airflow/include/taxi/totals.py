"""What a table must add up to: taken from the files while they are read, compared with the table."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from taxi.tables import FLOAT, INT, TEXT, Table

# Sums of doubles depend on their order; a lost or garbled value is far outside of this.
TOLERANCE = 1e-9
_FIELDS = {INT: ("count", "sum"), FLOAT: ("count", "sum"), TEXT: ("count", "sum")}
_TIME_FIELDS = ("count", "min", "max")


class Totals:
    """Per column: values that are not null, their sum (texts: of their bytes), times: ends."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = 0
        self.values: dict[str, dict[str, Any]] = {c.name: {} for c in table.columns}
        self._sizes: dict[str, float] = {}

    def add(self, batch: pa.Table) -> None:
        self.rows += batch.num_rows
        for column in self.table.columns:
            values, total = batch[column.name], self.values[column.name]
            total["count"] = total.get("count", 0) + len(values) - values.null_count
            if column.type in (INT, FLOAT):
                total["sum"] = total.get("sum", 0) + (pc.sum(values).as_py() or 0)
            elif column.type == TEXT:
                size = pc.sum(pc.binary_length(values)).as_py() or 0
                total["sum"] = total.get("sum", 0) + size
            else:
                self._ends(total, values)
            if column.type == FLOAT:
                size = pc.sum(pc.abs(values)).as_py() or 0.0
                self._sizes[column.name] = self._sizes.get(column.name, 0.0) + size

    def select_list(self) -> str:
        """The same totals in SQL: one pass over the table, times as microseconds since 1970."""
        parts = ["count(*)"]
        for column in self.table.columns:
            name = f'"{column.name}"'
            parts.append(f"count({name})")
            if column.type in (INT, FLOAT):
                parts.append(f"sum({name})")
            elif column.type == TEXT:
                parts.append(f"sum(octet_length({name}))")
            else:
                for end in ("min", "max"):
                    parts.append(f"(extract(epoch from {end}({name})) * 1000000)::bigint")
        return ", ".join(parts)

    def differences(self, answer: tuple[Any, ...]) -> list[str]:
        """What the row that `select_list` answered says against the files; empty when equal."""
        rows, *rest = answer
        found = [] if rows == self.rows else [f"{rows:,} rows, not {self.rows:,}"]
        for column in self.table.columns:
            for field in _FIELDS.get(column.type, _TIME_FIELDS):
                have, want = rest.pop(0), self.values[column.name].get(field)
                if field == "sum":
                    have = have or 0
                if not self._same(column.name, column.type, field, have, want):
                    found.append(f"{field} of {column.name} is {have}, not {want}")
        return found

    def _same(self, name: str, kind: pa.DataType, field: str, have: Any, want: Any) -> bool:
        if kind == FLOAT and field == "sum":
            return abs(have - want) <= TOLERANCE * max(1.0, self._sizes.get(name, 0.0))
        return have == want

    @staticmethod
    def _ends(total: dict[str, Any], values: pa.ChunkedArray) -> None:
        ends = pc.min_max(values.cast(pa.int64())).as_py()
        for field, choose in (("min", min), ("max", max)):
            both = [v for v in (total.get(field), ends[field]) if v is not None]
            total[field] = choose(both) if both else None
