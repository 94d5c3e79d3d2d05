"""The NYC Taxi load: download, check, conform, load with dlt, verify, record."""
