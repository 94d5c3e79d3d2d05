"""Whether SECRET_KEY opens the stored passwords, asked before Superset is started."""

from sqlalchemy import String
from sqlalchemy_utils import EncryptedType

from .problem import Code, Problem


def check(passwords: list[tuple[str, bytes]], secret_key: str) -> None:
    """Opens each as Superset does; with another key that fails, or (once in tens of thousands) gives noise."""
    opener = EncryptedType(String, secret_key)
    for name, encrypted in passwords:
        try:
            opener.process_result_value(encrypted, None)
        except ValueError:
            raise Problem(
                Code.WRONG_KEY,
                f"Invalid decryption key: the password of the connection '{name}' was stored with another SUPERSET_SECRET_KEY "
                "than the one in .env. Put that key back into .env; if it is lost, see docs/superset.md, 'The key is lost'. "
                "Nothing was changed.",
            ) from None
