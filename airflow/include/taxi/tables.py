"""The pinned columns of every table: the file's name, the warehouse's name and one exact type each."""

from dataclasses import dataclass

import pyarrow as pa

INT, FLOAT, TEXT, TIME = pa.int64(), pa.float64(), pa.string(), pa.timestamp("us")
SQL_TYPES = {
    INT: "bigint",
    FLOAT: "double precision",
    TEXT: "character varying",
    TIME: "timestamp without time zone",
}


@dataclass(frozen=True)
class Column:
    source: str
    name: str
    type: pa.DataType
    required: bool = False


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    pickup: str | None = None

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(c.name, c.type, nullable=not c.required) for c in self.columns])


def _columns(types: dict[str, pa.DataType], text: str) -> tuple[Column, ...]:
    """`Source:name:kind`; no name means the source in lower case, `!` that it is never null."""
    found = []
    for word in text.split():
        source, name, kind = word.split(":")
        found.append(Column(source, name or source.lower(), types[kind[0]], kind.endswith("!")))
    return tuple(found)


_KINDS = {"i": INT, "f": FLOAT, "s": TEXT, "t": TIME}

YELLOW = """
VendorID:vendor_id:i tpep_pickup_datetime::t! tpep_dropoff_datetime::t! passenger_count::i
trip_distance::f RatecodeID:ratecode_id:i store_and_fwd_flag::s PULocationID:pu_location_id:i
DOLocationID:do_location_id:i payment_type::i fare_amount::f extra::f mta_tax::f tip_amount::f
tolls_amount::f improvement_surcharge::f total_amount::f congestion_surcharge::f
Airport_fee::f cbd_congestion_fee::f
"""
GREEN = """
VendorID:vendor_id:i lpep_pickup_datetime::t! lpep_dropoff_datetime::t! store_and_fwd_flag::s
RatecodeID:ratecode_id:i PULocationID:pu_location_id:i DOLocationID:do_location_id:i
passenger_count::i trip_distance::f fare_amount::f extra::f mta_tax::f tip_amount::f
tolls_amount::f ehail_fee::f improvement_surcharge::f total_amount::f payment_type::i trip_type::i
congestion_surcharge::f cbd_congestion_fee::f
"""
FHV = """
dispatching_base_num::s pickup_datetime::t! dropOff_datetime::t PUlocationID:pu_location_id:i
DOlocationID:do_location_id:i SR_Flag::i Affiliated_base_number::s
"""
FHVHV = """
hvfhs_license_num::s dispatching_base_num::s originating_base_num::s request_datetime::t
on_scene_datetime::t pickup_datetime::t! dropoff_datetime::t PULocationID:pu_location_id:i
DOLocationID:do_location_id:i trip_miles::f trip_time::i base_passenger_fare::f tolls::f bcf::f
sales_tax::f congestion_surcharge::f airport_fee::f tips::f driver_pay::f shared_request_flag::s
shared_match_flag::s access_a_ride_flag::s wav_request_flag::s wav_match_flag::s
cbd_congestion_fee::f
"""
ZONES = "LocationID:location_id:i! Borough::s Zone::s service_zone::s"

TABLES = {
    table.name: table
    for table in (
        Table("yellow_trips", _columns(_KINDS, YELLOW), "tpep_pickup_datetime"),
        Table("green_trips", _columns(_KINDS, GREEN), "lpep_pickup_datetime"),
        Table("fhv_trips", _columns(_KINDS, FHV), "pickup_datetime"),
        Table("fhvhv_trips", _columns(_KINDS, FHVHV), "pickup_datetime"),
        Table("taxi_zones", _columns(_KINDS, ZONES)),
    )
}
