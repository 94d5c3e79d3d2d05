"""Reads a file of expectations; every error names file, line, key, value and what would be right.

Scalars are taken as they are written: YAML's own ideas (`N` is false, `1:30` is 90) differ between
its versions and libraries, and Postgres reads the values by the column's type anyway.
"""

from pathlib import Path

import yaml

from expectations.rules import KINDS, RULES, Expectation, Form

_TOP = ("schema", "tables")


class ExpectationError(Exception):
    """The file is not right, or does not fit the tables; the text is one line."""


def read(path: Path) -> list[Expectation]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ExpectationError(f"{path.name} cannot be read: {error}") from None
    return parse(text, path.name)


def parse(text: str, name: str) -> list[Expectation]:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ExpectationError(f"{name}:{line}: not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise ExpectationError(f"{name}: not YAML: {str(error).splitlines()[0]}") from None
    return _Reader(name).file(root)


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name

    def file(self, root: yaml.Node | None) -> list[Expectation]:
        if root is None:
            raise ExpectationError(f"{self.name}:1: is empty: use {', '.join(_TOP)}")
        top = self._mapping(root, "the file")
        for key, (node, _) in top.items():
            if key not in _TOP:
                self._refuse(node, f"unknown key '{key}': use {', '.join(_TOP)}")
        for key in _TOP:
            if key not in top:
                self._refuse(root, f"'{key}' is missing")
        schema = self._text(top["schema"][1], "schema")
        found = []
        for table, (_, rules) in self._mapping(top["tables"][1], "tables").items():
            if not isinstance(rules, yaml.SequenceNode):
                self._refuse(rules, f"'{table}' must be a list of rules")
            found += [self._rule(node, schema, table) for node in rules.value]
        return found

    def _rule(self, node: yaml.Node, schema: str, table: str) -> Expectation:
        keys = self._mapping(node, f"a rule of '{table}'")
        if "rule" not in keys:
            self._refuse(node, f"'rule' is missing: use {', '.join(RULES)}")
        rule = self._text(keys["rule"][1], "rule")
        if rule not in RULES:
            self._refuse(keys["rule"][1], f"unknown rule '{rule}': use {', '.join(RULES)}")
        form = RULES[rule]
        known = ("rule", *form.keys, "severity")
        for key, (place, _) in keys.items():
            if key not in known:
                self._refuse(place, f"unknown key '{key}' of rule {rule}: use {', '.join(known)}")
        self._complete(node, rule, form, keys.keys())
        allowed: tuple[str, ...] = ()
        options = {}
        for key, kind in form.keys.items():
            if key not in keys:
                continue
            if kind == "list":
                allowed = self._list(keys[key][1], key)
                options[key] = " ".join(allowed)
            else:
                options[key] = self._value(keys[key][1], key, kind)
        severity = "error"
        if "severity" in keys:
            severity = self._value(keys["severity"][1], "severity", "severity")
        line = node.start_mark.line + 1
        return Expectation(schema, table, rule, options, allowed, severity, line)

    def _complete(self, node: yaml.Node, rule: str, form: Form, keys: object) -> None:
        for key in form.required:
            if key not in keys:  # type: ignore[operator]
                self._refuse(node, f"rule {rule} needs '{key}'")
        if form.one_of and not any(key in keys for key in form.one_of):  # type: ignore[operator]
            self._refuse(node, f"rule {rule} needs one of {', '.join(form.one_of)}")

    def _value(self, node: yaml.Node, key: str, kind: str) -> str:
        text = self._text(node, key)
        pattern, told = KINDS[kind]
        if not pattern.fullmatch(text):
            self._refuse(node, f"{key} '{text}' must be {told}")
        return text

    def _list(self, node: yaml.Node, key: str) -> tuple[str, ...]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self._refuse(node, f"'{key}' must be a list, as in [1, 2]")
        return tuple(self._text(item, key, empty=True) for item in node.value)

    def _mapping(self, node: yaml.Node, what: str) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            self._refuse(node, f"{what} must be keys with values")
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = self._text(key, "a key")
            if name in found:
                self._refuse(key, f"'{name}' is there twice")
            found[name] = (key, value)
        return found

    def _text(self, node: yaml.Node, key: str, empty: bool = False) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self._refuse(node, f"{key} must be one value")
        text = str(node.value)
        plain = node.style is None
        if "\0" in text or (not text and (plain or not empty)) or (plain and text in ("null", "~")):
            self._refuse(node, f"{key} has no value")
        return text

    def _refuse(self, node: yaml.Node, why: str) -> None:
        raise ExpectationError(f"{self.name}:{node.start_mark.line + 1}: {why}")
