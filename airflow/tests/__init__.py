"""Run from the airflow folder: python -m unittest discover -s tests -t ."""
