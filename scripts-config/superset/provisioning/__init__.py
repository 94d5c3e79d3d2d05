"""What init.py does, one concern a file. Only objects.py, connection.py and administrator.py import Superset, and that late."""
