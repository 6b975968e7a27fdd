"""What the commands promise to people and to other tools: output, exit codes, and errors of one line."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database, Migrations

from kb.model import Practice
from kb.practice_file import load_practice
from tests.cli.conftest import NO_ENCODER, Kb, Run, run


def failed(done: Run, code: int) -> str:
    """The one line that a failure prints."""
    assert done.returncode == code, (done.stdout, done.stderr)
    lines = done.stderr.strip().split("\n")
    assert lines[-1].startswith("kb: ")
    return lines[-1].removeprefix("kb: ")


def shape(value: Any) -> Any:
    """The keys of JSON, all the way down, with the types of what they hold."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def test_init_makes_a_base_without_an_encoder_and_says_so(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made / "practices", tmp_path / "practices")
    done = run(tmp_path / "home", "init")
    assert done.returncode == 0
    assert done.stdout == f"ready: 3 practices in {tmp_path / 'home'}\n"
    assert "3 practices published, 0 unchanged\n" in done.stderr
    notices = [line for line in done.stderr.split("\n") if line.startswith(NO_ENCODER)]
    assert len(notices) == 1
    assert notices[0].endswith("Search goes by words only until then.")


def test_init_again_changes_nothing(called: Kb, home: Path) -> None:
    done = called("init")
    assert done.returncode == 0
    assert "0 practices published, 3 unchanged" in done.stderr
    assert [path.name for path in (home / "index").iterdir() if path.is_dir()] == ["1"]


def test_init_names_a_faulty_file_and_loads_the_others(called: Kb, home: Path) -> None:
    path = home.parent / "practices" / "idn" / "broken.md"
    path.write_text("no practice")
    done = called("init")
    assert f"{path}:1: no front matter" in done.stderr
    assert "mend the files named above and run 'kb init' again" in failed(done, 1)
    assert json.loads(called("search", "JKK", "--json").stdout)["countries"]


def test_search_answers_in_the_promised_form(kb: Kb) -> None:
    done = kb("search", "pengemudi Gojek dan BPJS Ketenagakerjaan", "--json")
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    passage = {
        "text": "str",
        "section": "str",
        "lang": "str",
        "sources": [dict.fromkeys(("id", "title", "url"), "str")],
        "why": "str",
        "marks": [{"start": "int", "end": "int", "term": "NoneType"}],
    }
    practice = {"id": "str", "title": "str", "status": "str", "kind": "str", "passages": [passage]}
    country = {"country": "str", "name": "str", "score": "float", "practices": [practice]}
    assert shape(answer) == {
        "query": "str",
        "lang": "str",
        "took_ms": "float",
        "notice": "str",
        "countries": [country],
        "nearest": [],
        "unrecorded": [],
        "did_you_mean": "NoneType",
        "understood": {
            "text": "str",
            "concepts": [dict.fromkeys(("scheme", "code", "label", "key"), "str")],
            "places": [],
            "acronyms": {"BPJS": "str"},
            "signs": [],
            "ignored": [],
        },
    }
    assert answer["query"] == "pengemudi Gojek dan BPJS Ketenagakerjaan"
    assert answer["lang"] == "id"
    assert answer["notice"] == "Pencarian menurut makna sedang tidak tersedia; hasil ini hanya mencocokkan kata."
    scores = [found["score"] for found in answer["countries"]]
    assert scores == sorted(scores, reverse=True)
    assert answer["countries"][0]["country"] == "IDN"
    for found in answer["countries"]:
        for practice in found["practices"]:
            assert all(passage["sources"] and passage["why"] for passage in practice["passages"])


def test_search_is_read_by_people_too(called: Kb) -> None:
    done = called("search", "employment injury riders", "--lang", "en")
    assert done.returncode == 0
    assert "Spain" in done.stdout
    assert "https://" in done.stdout
    assert done.stderr.count("\n") == 3  # why there is no encoder, what that means for the answer, what was understood
    assert "also by other names: Employment injury (branch:employment-injury)" in done.stderr


def test_search_says_what_it_understood_and_takes_it_out(called: Kb) -> None:
    question = 'iuran pengemdi di negara ASEAN selain Singapura "iuran"'
    said = called("search", question, "--lang", "id").stderr
    assert "only: ASEAN (place:asean)" in said
    assert "not: Singapura (place:SGP)" in said
    assert 'demanded: "iuran" (signs)' in said
    assert "did you mean: iuran pengemudi" in said
    kept = json.loads(called("search", question, "--json", "--ignore", "place:asean", "--ignore", "signs").stdout)
    assert ([one["code"] for one in kept["understood"]["places"]], kept["understood"]["signs"]) == (["SGP"], [])
    assert called("search", question, "--ignore", "place:XXX").returncode == 2


def test_search_filters_and_limits(called: Kb) -> None:
    def countries(*options: str) -> list[str]:
        found = json.loads(called("search", "social security contribution", "--json", *options).stdout)["countries"]
        return [country["country"] for country in found]

    assert sorted(countries()) == ["ESP", "IDN", "MYS"]
    assert countries("--country", "malaysia") == ["MYS"]
    assert sorted(countries("--country", "MYS", "--country", "ESP")) == ["ESP", "MYS"]
    assert countries("--kind", "institutional", "--status", "operating") == ["IDN"]
    assert countries("--region", "southern-europe", "--payer", "platform") == ["ESP"]
    assert countries("--kind", "guidance") == []
    assert len(countries("--limit", "1")) == 1
    assert called("search", "xyzzy").stdout == "No evidence found.\n"
    assert called("search", "xyzzy", "--lang", "id").stdout == "Tidak ditemukan bukti.\n"


def test_check_says_nothing_is_wrong(kb: Kb, home: Path) -> None:
    done = kb("check")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "3 practices sound, 0 with faults (0)\n"
    assert kb("check", str(next((home.parent / "practices").rglob("*.md")))).returncode == 0


def test_check_prints_one_line_for_each_fault(called: Kb, home: Path, case: Practice) -> None:
    path = home.parent / "practices" / "idn" / f"{case.id}.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("[^s1]", "[^s99]", 1).replace("status: operating", "status: repealed"), encoding="utf-8"
    )
    done = called("check")
    assert done.returncode == 1
    lines = done.stdout.strip().split("\n")
    assert len(lines) >= 2
    assert all(line.startswith(f"{path}:") and int(line.removeprefix(f"{path}:").split(":")[0]) > 1 for line in lines)
    assert "2 practices sound, 1 with faults" in done.stderr


def test_export_and_import_are_a_round_trip(called: Kb, home: Path, three: list[Practice], tmp_path: Path) -> None:
    done = called("export", str(tmp_path / "out"))
    assert (done.returncode, done.stdout) == (0, f"3 practices written to {tmp_path / 'out'}\n")
    files = sorted((tmp_path / "out").rglob("*.md"))
    assert {load_practice(path).practice.id for path in files} == {practice.id for practice in three}
    again = called("import", str(tmp_path / "out"))
    assert again.returncode == 0
    assert "0 practices published, 3 unchanged" in again.stderr
    assert called("export", str(tmp_path / "twice")).returncode == 0
    assert [path.read_bytes() for path in files] == [
        path.read_bytes() for path in sorted((tmp_path / "twice").rglob("*.md"))
    ]


@pytest.mark.parametrize(("form", "name"), [("csv", "tables"), ("xlsx", "all.xlsx")])
def test_tables_are_taken_out_and_in_again(called: Kb, home: Path, tmp_path: Path, form: str, name: str) -> None:
    target = str(tmp_path / name)
    assert called("export", target, "--format", form).stdout == f"3 practices written to {target}\n"
    assert "0 practices would be published, 3 unchanged" in called("import", "--dry-run", target).stderr
    assert "ends with .xlsx" in failed(called("export", str(tmp_path / "x"), "--format", "xlsx"), 2)


def test_import_is_listed_before_and_all_or_nothing_and_makes_it_found(called: Kb, home: Path, case: Practice) -> None:
    path = home.parent / "practices" / "idn" / f"{case.id}.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace(case.title.en, "Zyxomma pays for drivers"), encoding="utf-8"
    )
    broken = path.parent / "broken.md"
    broken.write_text("no practice")
    assert failed(called("import", str(path.parent), "--author", "ani"), 1) == "1 faults; nothing was changed"
    assert not json.loads(called("search", "Zyxomma", "--json").stdout)["countries"]
    broken.unlink()
    listed = json.loads(called("import", "--dry-run", "--json", str(path.parent)).stdout)
    assert listed[0]["fields"] == {"title.en": {"before": case.title.en, "after": "Zyxomma pays for drivers"}}
    done = called("import", str(path.parent), "--author", "ani")
    assert "1 practices published, 0 unchanged" in done.stderr
    found = json.loads(called("search", "Zyxomma", "--json").stdout)["countries"]
    assert found[0]["practices"][0]["title"] == "Zyxomma pays for drivers"


def test_index_is_rebuilt_verified_and_mended(called: Kb, home: Path) -> None:
    assert called("index", "--verify").stdout == "the index matches the store\n"
    assert called("index").stdout.startswith("generation 1 is live, ")
    assert called("index", "--rebuild").stdout.startswith("generation 2 is live, ")
    shutil.rmtree(home / "index")
    assert "run 'kb index --repair'" in failed(called("index", "--verify"), 1)
    assert "no index" in failed(called("search", "JKK"), 1)
    assert failed(called("index", "--repair"), 1).startswith("There is no encoder /nonexistent. Name a folder")
    assert called("index").returncode == 0
    assert called("search", "JKK").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["serch", "x"], "no command 'serch'; did you mean 'search'?; see 'kb --help'"),
        (["zzz"], "no command 'zzz'; see 'kb --help'"),
        (["--colour"], "No such option '--colour'; see 'kb --help'"),
        (["search"], "Missing argument 'QUERY'; see 'kb search --help'"),
        (["search", "x", "--limit", "0"], "'--limit': 0 is not in the range"),
        (["search", "x", "--limit", "many"], "'many' is not a valid integer"),
        (["search", "x", "--lang", "fr"], "'fr' is not one of 'en', 'id'"),
        (["search", "  "], "the question is empty; write some words"),
        (["search", "word " * 500], "the question has 2499 characters; at most 2000 are read"),
        (["search", "x", "--country", "Indonesi"], "did you mean IDN (Indonesia)?"),
        (["search", "x", "--branch", "old-ages"], "unknown branch code 'old-ages'; did you mean 'old-age'?"),
        (["check", "/no/such"], "Path '/no/such' does not exist"),
        (["import", "/no/such"], "Path '/no/such' does not exist"),
        (["import"], "Missing argument 'PATHS...'"),
        (["export"], "Missing argument 'FOLDER'"),
        (["index", "--rebuild", "--verify"], "choose one of --rebuild (with or without --to), --verify and --repair"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_wrong_use_is_one_line_that_says_what_to_do(called: Kb, arguments: list[str], says: str) -> None:
    done = called(*arguments)
    assert says in failed(done, 2)
    assert done.stdout == ""
    assert [line for line in done.stderr.split("\n") if line and not line.startswith("kb: ")] == []


@pytest.mark.parametrize(
    "arguments", [["search", "JKK"], ["export", "out"], ["index"], ["import", "practices"], ["stats"]]
)
def test_without_a_store_it_says_how_to_make_one(made: Path, tmp_path: Path, arguments: list[str]) -> None:
    shutil.copytree(made / "practices", tmp_path / "practices")
    done = run(tmp_path / "home", *arguments)
    assert (
        failed(done, 1)
        == f"no {tmp_path / 'home' / 'store.sqlite'} yet; run 'kb init', or set KB_HOME to the folder of the store"
    )
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("arguments", [["init"], ["search", "JKK"], ["import", "practices"]])
def test_a_store_of_a_newer_version_is_left_alone(called: Kb, home: Path, arguments: list[str]) -> None:
    newer = Migrations("kb")
    newer()(m999_of_the_future)
    with closing(sqlite3.connect(home / "store.sqlite")) as connection:
        newer.apply(Database(connection))
    if arguments[0] == "import":
        arguments = ["import", str(home.parent / "practices")]
    assert "was written by a newer version of kb (it has 'm999_of_the_future'); update kb" in failed(
        called(*arguments), 1
    )


def m999_of_the_future(db: Database) -> None:
    db.execute("CREATE TABLE future (id INTEGER PRIMARY KEY)")


def test_a_damaged_store_is_one_line(kb: Kb, home: Path) -> None:
    whole = (home / "store.sqlite").read_bytes()
    (home / "store.sqlite").write_bytes(b"no database" + whole[11:])
    assert "store.sqlite is not a sound SQLite file" in failed(kb("search", "JKK"), 1)
    (home / "store.sqlite").write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    for command in (["init"], ["index", "--rebuild"], ["export", str(home.parent / "out")]):
        assert "restore" in failed(kb(*command), 1)


def test_a_home_that_cannot_be_made_is_one_line(kb: Kb, home: Path) -> None:
    (home.parent / "file").write_text("in the way")
    assert "cannot create the folder" in failed(kb("init", KB_HOME=str(home.parent / "file" / "home")), 1)


def test_a_wrong_setting_is_one_line(kb: Kb) -> None:
    assert failed(kb("check", KB_PORT="many"), 2).startswith("KB_PORT: Input should be a valid integer")
