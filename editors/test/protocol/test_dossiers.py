"""What an editor shows of a dossier: the file of YAML that says what is so of somebody."""

import pytest

from capabilities import BASE, DOSSIER, LAW

# All on one line, behind signs beyond ASCII.
TEXT = '{ subject: "« § é 🏛 é »", provider: { country: DE, grade: high } }\n'


@pytest.fixture
def dossier(editor):
    with editor.open(DOSSIER, TEXT) as dossier:
        yield dossier


async def test_what_does_not_fit_is_found_and_gone_when_it_fits(editor, dossier):
    assert await editor.findings(DOSSIER) == []
    dossier.change(("DE", "DD"))
    assert await editor.findings(DOSSIER) == ["ACQ0608 DD"]
    dossier.change(("DD", "FR"), ("grade: high", "grade: hihg"))
    assert await editor.findings(DOSSIER) == ["ACQ0608 hihg"]
    dossier.change(("grade: hihg", "graed: high"))
    assert await editor.findings(DOSSIER) == ["ACQ0604 graed"]
    dossier.change(("graed", "grade"), (" } }", ""))
    [finding] = await editor.findings(DOSSIER)
    assert finding.startswith("ACQ0602 ")


async def test_it_is_read_anew_when_the_vocabulary_changes(editor, dossier):
    with editor.open(BASE) as base:
        base.change(("{ low < high }", "{ low < higher }"))
        assert await editor.findings(DOSSIER) == ["ACQ0608 high"]
    assert await editor.findings(DOSSIER) == []


async def test_its_findings_are_among_those_of_the_workspace(editor, dossier):
    dossier.change(("DE", "DD"))
    answer = await editor.ask("workspace/diagnostic", previousResultIds=[])
    found = {editor.path(report["uri"]): report["items"] for report in answer["items"] if report.get("items")}
    assert [item["code"] for item in found[DOSSIER]] == ["ACQ0608"]


async def test_a_key_and_a_value_say_what_they_are(editor, dossier):
    for context, word, said in [
        ("grade: high", "grade", "grade : Grade"),
        ("provider:", "provider", "provider : Party"),
        ("grade: high", "high", "high"),
    ]:
        answer = await editor.ask("textDocument/hover", **editor.at(DOSSIER, context, word))
        assert editor.words(DOSSIER, answer["range"]) == word
        assert said in answer["contents"]["value"]


async def test_a_key_and_a_value_lead_to_where_they_are_declared(editor, dossier):
    for context, word in [("grade:", "grade"), ("provider:", "provider"), (": high", "high")]:
        answer = await editor.ask("textDocument/definition", **editor.at(DOSSIER, context, word))
        assert editor.shown(answer) == [f"{BASE}: {word}"]


async def test_what_may_be_written_is_offered(editor, dossier):
    dossier.change((", grade: high } }", ", gr"))
    items = await editor.ask("textDocument/completion", **editor.behind(DOSSIER, ", gr"))
    [item] = [item for item in items if item["label"].startswith("gr")]
    assert (item["label"], item["detail"]) == ("grade", "Grade")
    # What starts with a brace may be JSON, and a key in quotes is right in both.
    assert editor.applied(DOSSIER, [item["textEdit"]]).endswith('country: DE, "grade": \n')
    dossier.change((", gr", ", grade: "))
    items = await editor.ask("textDocument/completion", **editor.behind(DOSSIER, ", grade: "))
    assert [item["label"] for item in items] == ["low", "high"]


async def test_its_keys_are_uses_of_the_vocabulary(editor, dossier):
    asked = editor.at(DOSSIER, "grade:")
    uses = await editor.ask("textDocument/references", **asked, context={"includeDeclaration": True})
    assert sorted(editor.shown(uses)) == [f"{DOSSIER}: grade", f"{BASE}: grade", f"{LAW}: grade", f"{LAW}: grade"]
    marks = await editor.ask("textDocument/documentHighlight", **asked)
    assert [editor.words(DOSSIER, mark["range"]) for mark in marks] == ["grade"]
    place = await editor.ask("textDocument/prepareRename", **asked)
    assert place["placeholder"] == "grade"
    changed = editor.changed(await editor.ask("textDocument/rename", **asked, newName="größe"))
    assert set(changed) == {DOSSIER, BASE, LAW}
    assert changed[DOSSIER] == TEXT.replace("grade", "größe")


async def test_its_keys_are_its_symbols(editor, dossier):
    symbols = await editor.ask("textDocument/documentSymbol", **editor.of(DOSSIER))
    assert [symbol["name"] for symbol in symbols] == ["subject", "provider"]
    assert [child["name"] for child in symbols[1]["children"]] == ["country", "grade"]
    assert editor.words(DOSSIER, symbols[1]["selectionRange"]) == "provider"
