"""Roles, permissions, and the administrator with the password of .env."""

from typing import Any

from superset.extensions import appbuilder, db
from superset.extensions import security_manager as users
from werkzeug.security import check_password_hash


def sync_roles() -> None:
    """As the command `superset init` does."""
    appbuilder.add_permissions(update_perms=True)
    users.sync_role_definitions()
    db.session.commit()


def ensure_administrator(name: str, password: str, role_name: str) -> tuple[Any, str]:
    """The user, and what was done about it."""
    role = users.find_role(role_name)
    user = users.find_user(username=name)
    if user is None:
        user = users.add_user(name, "DataSpec", "Administrator", f"{name}@example.org", role, password)
        if not user:  # It logs the reason and returns False.
            raise RuntimeError(f"Superset's user {name!r} could not be created; is its address {name}@example.org taken?")
        return user, "created"
    done = []
    if not check_password_hash(user.password, password):
        users.reset_password(user.id, password)
        done.append("password set")
    if role not in user.roles or not user.active:
        user.roles, user.active = list({*user.roles, role}), True
        db.session.commit()
        done.append("made administrator again")
    return user, ", ".join(done) or "unchanged"
