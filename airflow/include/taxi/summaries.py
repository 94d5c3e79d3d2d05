"""Small tables that dashboards read: trips by hour and by zone, made anew at the end of each load.

A chart over the trips themselves scans millions of rows. Only rows of the months that were loaded
are counted: the public files hold a few trips dated years away, which would stretch every axis.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg2

from taxi.errors import Unavailable, one_line
from taxi.tables import Table
from taxi.warehouse import SCHEMA, query, transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Measures:
    """What the columns of one kind of trips are called in SQL."""

    payment: str
    revenue: str
    tips: str
    distance: str


_METERED = Measures("payment_type", "total_amount", "tip_amount", "trip_distance")
_MEASURES = {
    "yellow_trips": _METERED,
    "green_trips": _METERED,
    "fhvhv_trips": Measures(
        "null::bigint",
        "base_passenger_fare + tolls + bcf + sales_tax + tips"
        " + coalesce(congestion_surcharge, 0) + coalesce(airport_fee, 0)",
        "tips",
        "trip_miles",
    ),
    "fhv_trips": Measures("null::bigint", *["null::double precision"] * 3),
}
_PAYMENT = """case payment when 0 then 'Flex fare' when 1 then 'Credit card' when 2 then 'Cash'
when 3 then 'No charge' when 4 then 'Dispute' when 6 then 'Voided' else 'Unknown' end"""
_SUMS = """trips bigint not null, revenue double precision, tips double precision,
  distance double precision"""
_DDL = (
    f"""create table if not exists {SCHEMA}.trips_by_hour (
  taxi_type text not null, pickup_hour timestamp not null, payment_type text not null, {_SUMS})""",
    f"""create table if not exists {SCHEMA}.trips_by_zone (
  taxi_type text not null, pickup_day timestamp not null, payment_type text not null,
  location_id bigint, borough text not null, zone text not null, {_SUMS})""",
)
# Grouped into a temporary table first: Postgres uses several processes for that, but not for an
# `insert ... select`. Rows of other months fall out after grouping, where there are few.
_GROUPS = """
create temporary table {name} on commit drop as
select {keys}, {payment} as payment, count(*) as trips, sum({revenue}) as revenue,
  sum({tips}) as tips, sum({distance}) as distance
from {schema}.{table} group by {numbers}
having date_trunc('month', {first}) = any(%(months)s::timestamp[])"""
_BY_HOUR = f"""
insert into {SCHEMA}.trips_by_hour
select %(kind)s, hour, {_PAYMENT}, trips, revenue, tips, distance from by_hour"""
_BY_ZONE = f"""
insert into {SCHEMA}.trips_by_zone
select %(kind)s, day, {_PAYMENT}, g.location_id, coalesce(z.borough, 'Unknown'),
  coalesce(z.zone, 'Unknown'), trips, revenue, tips, distance
from by_zone as g left join {SCHEMA}.taxi_zones as z using (location_id)"""


def refresh(connection: Any, table: Table, months: Sequence[str]) -> None:
    """Readers see the old summaries or the new ones; a failure leaves the old ones."""
    if table.name not in _MEASURES:
        return
    started = time.monotonic()
    values = {
        "kind": table.name.removesuffix("_trips"),
        "months": [f"{month}-01" for month in months],
    }
    try:
        with transaction(connection):
            for statement in _statements(table):
                with connection.cursor() as cursor:
                    cursor.execute(statement, values)
        for name in ("trips_by_hour", "trips_by_zone"):
            query(connection, f"analyze {SCHEMA}.{name}")
    except psycopg2.Error as error:
        raise Unavailable(
            f"{table.name} is loaded, but its summaries for dashboards could not be made and stay"
            f" as they were: {one_line(error)}"
        ) from None
    log.info("%s: summaries made in %.1f s", table.name, time.monotonic() - started)


def _statements(table: Table) -> list[str]:
    hour, day = (f"date_trunc('{unit}', {table.pickup})" for unit in ("hour", "day"))
    return [
        # The groups by zone do not fit into the default of 4 MB.
        "set local work_mem = '64MB'",
        _groups(table, "by_hour", f"{hour} as hour", "1, 2", hour),
        _groups(table, "by_zone", f"{day} as day, pu_location_id as location_id", "1, 2, 3", day),
        *_DDL,
        f"delete from {SCHEMA}.trips_by_hour where taxi_type = %(kind)s",
        f"delete from {SCHEMA}.trips_by_zone where taxi_type = %(kind)s",
        _BY_HOUR,
        _BY_ZONE,
    ]


def _groups(table: Table, name: str, keys: str, numbers: str, first: str) -> str:
    places = {"schema": SCHEMA, "table": table.name, "name": name, "keys": keys}
    measures = vars(_MEASURES[table.name])
    return _GROUPS.format(numbers=numbers, first=first, **places, **measures)
