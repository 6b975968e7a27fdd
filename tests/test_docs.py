"""The documentation says what there is, and there is what it says."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest

from kb.cli import main
from kb.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
COMMANDS = sorted(entry.name for entry in entry_points(group="kb.commands"))


@pytest.mark.parametrize("name", [f"KB_{name.upper()}" for name in Settings.model_fields])
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    assert re.search(rf"`kb {name}\b", TEXT)


def test_documented_settings_exist() -> None:
    assert set(re.findall(r"\bKB_(?!TEST_)[A-Z_]+\b", TEXT)) == {f"KB_{name.upper()}" for name in Settings.model_fields}


def test_documented_commands_and_their_options_exist() -> None:
    context = click.Context(main)
    spoken = re.findall(r"(?:^|`|\$ )kb ([a-z]+)((?: +[^\s`#]+)*)", TEXT, re.MULTILINE)
    assert spoken
    for name, rest in spoken:
        command = main.get_command(context, name)
        assert command, f"kb {name}"
        if isinstance(command, click.Group) and (subcommand := rest.split()[:1]):
            command = command.get_command(context, subcommand[0])
            assert command, f"kb {name}{rest}"
        options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert set(re.findall(r"(?<= )--[a-z-]+", rest)) <= options, f"kb {name}{rest}"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command
    assert command.help
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help and option.name != "help"] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
    for name in re.findall(
        r"`((?:docs|kb|indexer|corpus|web|tests)/[\w./-]+\.(?:md|py|yaml|toml))`", page.read_text(encoding="utf-8")
    ):
        assert (ROOT / name).exists(), name
