"""Failures a person reads: one line each, saying what is wrong and what was left as it was."""


class LoadError(Exception):
    """Trying again cannot help: a file, a setting or the target table is wrong."""


class Unavailable(LoadError):
    """Trying again may help: a server or the database does not answer."""


def one_line(error: BaseException, limit: int = 400) -> str:
    """The first line of an error's text, which is all that belongs in a log or a record."""
    text = (str(error).strip() or type(error).__name__).splitlines()[0].strip()
    return text if len(text) <= limit else text[: limit - 3] + "..."
