"""The columns of the public TLC files (2023 and later), in their order and with their own types."""

import pyarrow as pa

I32, I64, F64, STR, TS = pa.int32(), pa.int64(), pa.float64(), pa.large_string(), pa.timestamp("us")

# Integer column -> how many different values it takes.
INTEGERS = {
    "VendorID": 2,
    "passenger_count": 6,
    "RatecodeID": 6,
    "PULocationID": 265,
    "DOLocationID": 265,
    "payment_type": 4,
    "trip_type": 2,
}
TIMES = (
    "tpep_pickup_datetime",
    "tpep_dropoff_datetime",
    "lpep_pickup_datetime",
    "lpep_dropoff_datetime",
)
FIELDS: dict[str, list[tuple[str, pa.DataType]]] = {
    "yellow": [
        ("VendorID", I32),
        ("tpep_pickup_datetime", TS),
        ("tpep_dropoff_datetime", TS),
        ("passenger_count", I64),
        ("trip_distance", F64),
        ("RatecodeID", I64),
        ("store_and_fwd_flag", STR),
        ("PULocationID", I32),
        ("DOLocationID", I32),
        ("payment_type", I64),
        ("fare_amount", F64),
        ("extra", F64),
        ("mta_tax", F64),
        ("tip_amount", F64),
        ("tolls_amount", F64),
        ("improvement_surcharge", F64),
        ("total_amount", F64),
        ("congestion_surcharge", F64),
        ("Airport_fee", F64),
        ("cbd_congestion_fee", F64),
    ],
    "green": [
        ("VendorID", I32),
        ("lpep_pickup_datetime", TS),
        ("lpep_dropoff_datetime", TS),
        ("store_and_fwd_flag", STR),
        ("RatecodeID", I64),
        ("PULocationID", I32),
        ("DOLocationID", I32),
        ("passenger_count", I64),
        ("trip_distance", F64),
        ("fare_amount", F64),
        ("extra", F64),
        ("mta_tax", F64),
        ("tip_amount", F64),
        ("tolls_amount", F64),
        ("ehail_fee", F64),
        ("improvement_surcharge", F64),
        ("total_amount", F64),
        ("payment_type", I64),
        ("trip_type", I64),
        ("congestion_surcharge", F64),
        ("cbd_congestion_fee", F64),
    ],
}


def zone_rows() -> str:
    """A zone lookup with the real header, 265 zones, and the two unknown ones at the end."""
    boroughs = ("Manhattan", "Brooklyn", "Queens", "Bronx", "Staten Island", "EWR")
    lines = ['"LocationID","Borough","Zone","service_zone"']
    for number in range(1, 264):
        borough = boroughs[number % len(boroughs)]
        lines.append(f'{number},"{borough}","Zone {number}, {borough}","Boro Zone"')
    lines += ['264,"Unknown","N/A","N/A"', '265,"N/A","Outside of NYC","N/A"']
    return "\n".join(lines) + "\n"
