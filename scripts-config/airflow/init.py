"""Brings Airflow's metadata to the version of this image and its administrator to the password of .env.

One process: each start of Airflow's command line costs 5-8 s, so the same commands are called in here one after the other.
Any failure ends with a traceback or a message and a code other than 0; nothing is swallowed.
"""

import os

from airflow.cli.cli_parser import get_parser


def airflow(*arguments: str) -> None:
    """Runs one command of Airflow's command line inside this process."""
    parsed = get_parser().parse_args(arguments)
    parsed.func(parsed)


def set_administrator(name: str, password: str) -> str:
    """Creates the administrator or gives the existing one this password; returns what was done."""
    # Airflow must have its configuration and database before this module may be loaded.
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    with get_application_builder() as builder:
        users = builder.sm
        # As `airflow sync-perm` does, so that the api-server need not do it at each start.
        builder.add_permissions(update_perms=True)
        users.sync_roles()
        if user := users.find_user(username=name):
            if not users.reset_password(user.id, password):
                raise SystemExit(f"The password of Airflow's user {name!r} could not be set.")
            return "password set"
        role = users.find_role("Admin")
        if not users.add_user(name, "DataSpec", "Administrator", f"{name}@example.org", role, password):
            raise SystemExit(f"Airflow's user {name!r} could not be created.")
        return "created"


def main() -> None:
    airflow("db", "migrate")
    airflow("db", "check-migrations", "--migration-wait-timeout", "1")
    name = os.environ["AIRFLOW_ADMIN_USER"]
    print(f"Administrator {name}: {set_administrator(name, os.environ['AIRFLOW_ADMIN_PASSWORD'])}")


if __name__ == "__main__":
    main()
