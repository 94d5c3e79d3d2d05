"""Declared expectations of tables: read from YAML, answered by one scan a table.

`build/Operations/Verification/Expectations` does the same in C#, for the live tables. What both
must agree on is in tests/expectations/cases.yaml.
"""
