"""What a user sets, and what a client that can do little is given."""

import shutil

import pytest

from conftest import HERE, SERVER
from connection import Connection
from editor import offers

SLIP = ("= p.country in", "= p.land in")

PULLS = {"textDocument": {"diagnostic": {}}}

REFRESHES = {"workspace": {kind: {"refreshSupport": True} for kind in ["inlayHint", "codeLens"]}}


@pytest.fixture
def law(tmp_path):
    package = tmp_path / "signs"
    shutil.copytree(HERE / "signs", package)
    return package / "law.acq"


def show(server, law, text):
    item = {"uri": law.as_uri(), "languageId": "acquis", "version": 1, "text": text}
    server.tell("textDocument/didOpen", {"textDocument": item})


def sent(server, law) -> list[str]:
    """The findings that are sent next for a file, as their codes."""
    while True:
        message = server.hear()
        if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == law.as_uri():
            return [item["code"] for item in message["params"]["diagnostics"]]


def test_a_client_that_asks_for_nothing_is_sent_its_findings(law):
    with Connection(SERVER) as server:
        offered = offers(server.start({}, rootUri=law.parent.as_uri()))
        assert not any(key.startswith("diagnosticProvider") for key in offered)
        show(server, law, law.read_text("utf-8").replace(*SLIP))
        assert sent(server, law) == ["ACQ0109"]
        whole = {"textDocument": {"uri": law.as_uri(), "version": 2}, "contentChanges": [{"text": law.read_text("utf-8")}]}
        server.tell("textDocument/didChange", whole)
        assert sent(server, law) == []
        assert server.leave() == 0


def test_what_is_wrong_whatever_the_facts_follows_until_that_is_switched_off(law):
    with Connection(SERVER) as server:
        server.start({}, rootUri=law.parent.as_uri())
        show(server, law, law.read_text("utf-8"))
        assert sent(server, law) == []
        assert sent(server, law) == ["ACQ1303", "ACQ1305"]
        server.tell("workspace/didChangeConfiguration", {"settings": {"acquis": {"diagnostics": {"proofs": False}}}})
        assert sent(server, law) == []
        assert server.leave() == 0


def test_a_client_that_asks_is_sent_its_findings_once_that_is_set(law):
    with Connection(SERVER) as server:
        server.start(PULLS, rootUri=law.parent.as_uri())
        show(server, law, law.read_text("utf-8").replace(*SLIP))
        server.tell("workspace/didChangeConfiguration", {"settings": {"acquis": {"diagnostics": {"push": True}}}})
        assert sent(server, law) == ["ACQ0109"]
        assert server.leave() == 0


def test_an_official_text_on_this_machine_is_shown(law, tmp_path):
    text = tmp_path / "elsewhere.txt"
    text.write_text("Article 2\nExemptions\n1. « 🏛 » elsewhere.\n", "utf-8")
    with Connection(SERVER) as server:
        server.start({}, rootUri=law.parent.as_uri(), initializationOptions={"texts": {"act": str(text)}})
        written = law.read_text("utf-8")
        show(server, law, written)
        line = next(at for at, words in enumerate(written.splitlines()) if "under Article 2" in words)
        asked = {"textDocument": {"uri": law.as_uri()}, "position": {"line": line, "character": 10}}
        said = server.ask("textDocument/hover", asked)["result"]["contents"]["value"]
        assert said.endswith("> 1\\. « 🏛 » elsewhere."), said
        assert server.leave() == 0


def test_a_client_of_few_means_gets_what_it_can_read(law):
    with Connection(SERVER) as server:
        server.start({}, rootUri=law.parent.as_uri())
        document = {"textDocument": {"uri": law.as_uri()}}
        symbols = server.ask("textDocument/documentSymbol", document)["result"]
        assert all("location" in symbol for symbol in symbols), "a list, not a tree"
        place = {"line": 25, "character": 45}
        edit = server.ask("textDocument/rename", {**document, "position": place, "newName": "nearby"})["result"]
        assert set(edit) == {"changes"}, "without versions"
        assert server.leave() == 0


def shown(server, law) -> tuple[list[str], int]:
    """The labels of all hints, and how many lenses there are."""
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 1000, "character": 0}}
    document = {"textDocument": {"uri": law.as_uri()}}
    hints = server.ask("textDocument/inlayHint", {**document, "range": whole})["result"]
    lenses = server.ask("textDocument/codeLens", document)["result"]
    return ["".join(part["value"] for part in hint["label"]) for hint in hints], len(lenses)


def test_hints_and_lenses_are_shown_as_they_are_set(law):
    off = {"inlayHints": {"headings": False}, "codeLens": {"uses": False}}
    with Connection(SERVER) as server:
        server.start(REFRESHES, rootUri=law.parent.as_uri(), initializationOptions=off)
        show(server, law, law.read_text("utf-8"))
        assert shown(server, law) == (["at level 1"], 0)
        server.tell("workspace/didChangeConfiguration", {"settings": {"acquis": {"inlayHints": {"levels": False}}}})
        told = set()
        while told != {"workspace/inlayHint/refresh", "workspace/codeLens/refresh"}:
            message = server.hear()
            assert message is not None, "the server is gone"
            if message.get("method", "").endswith("/refresh"):
                told.add(message["method"])
                server.send({"jsonrpc": "2.0", "id": message["id"], "result": None})
        assert shown(server, law) == (["“Criteria”", "“Known”", "“Exemptions”"], 5)
        assert server.leave() == 0
