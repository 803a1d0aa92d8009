"""What each capability must do. A check stands under the key, or keys, of the answer to `initialize` that it is about:

    @offered("hoverProvider")
    async def what_is_said_of_a_name(editor):
        answer = await editor.ask("textDocument/hover", **editor.at(LAW, "all of {\\n        point place", "all"))
        assert ...

`test_capabilities.py` runs all of them with columns counted in UTF-16 and in UTF-8, and fails for a key without a check and for
a check without its key. The keys within a list are its entries: `codeActionProvider.codeActionKinds.quickfix`,
`executeCommandProvider.commands.acquis.test`. What the server registers later stands as `register METHOD`.
"""

LAW = "signs/law.acq"
BASE = "signs/base.acq"
DOSSIER = "signs/a.yaml"
LEVEL_3 = "cada/annex_ii/level_3.acq"
NOTIONS = "cada/notions.acq"

# A name that stands after signs beyond ASCII on its line, and the line.
NEAR = "one\": near(provider)"
SIZE = "two\": Größe(provider)"

CHECKS = {}


def offered(*keys):
    """Says for which keys a check stands."""

    def register(check):
        for key in keys:
            assert key not in CHECKS, key
            CHECKS[key] = check
        return check

    return register


# ── The text ────────────────────────────────────────────────────────────────────────────────────────────────────────


@offered("positionEncoding")
async def columns_are_counted_as_agreed(editor):
    assert editor.capabilities["positionEncoding"] == editor.encoding
    # The same place has another column in each.
    place = editor.at(LAW, NEAR, "near")["position"]
    assert place["character"] == {"utf-16": 41, "utf-8": 48}[editor.encoding]


@offered("textDocumentSync.openClose")
async def what_is_shown_stands_for_what_is_saved(editor):
    with editor.open(LAW, editor.text(LAW).replace("= p.country in", "= p.land in")):
        assert await editor.findings(LAW) == ["ACQ0109 land"]
    assert await editor.findings(LAW) == []


@offered("textDocumentSync.change")
async def several_edits_of_one_message_build_on_each_other(editor):
    assert editor.capabilities["textDocumentSync"]["change"] == 2
    with editor.open(LAW) as law:
        law.change(("é 🏛 e\u0301 » one", "🏛🏛"), ("§ 🏛🏛\": near", "é 🏛\": nearby"))
        assert await editor.findings(LAW) == ["ACQ0101 nearby"]
        law.change(("nearby(", "near("))
        assert await editor.findings(LAW) == []


# ── Findings ────────────────────────────────────────────────────────────────────────────────────────────────────────


@offered("diagnosticProvider", "diagnosticProvider.identifier")
async def findings_are_given_once(editor):
    assert editor.capabilities["diagnosticProvider"]["identifier"] == "acquis"
    with editor.open(LAW) as law:
        law.change((NEAR, NEAR.replace("near", "nah")))
        report = await editor.ask("textDocument/diagnostic", **editor.of(LAW), identifier="acquis")
        [finding] = report["items"]
        assert (report["kind"], finding["code"], finding["source"]) == ("full", "ACQ0101", "acquis")
        assert editor.words(LAW, finding["range"]) == "nah"
        asked = {**editor.of(LAW), "identifier": "acquis", "previousResultId": report["resultId"]}
        again = await editor.ask("textDocument/diagnostic", **asked)
        assert again == {"kind": "unchanged", "resultId": report["resultId"]}


@offered("diagnosticProvider.interFileDependencies")
async def an_edit_of_one_file_is_found_in_another(editor):
    with editor.open(BASE) as base:
        base.change(("    grade : Grade", "    note : Grade"))
        assert await editor.findings(LAW) == ["ACQ0109 grade", "ACQ0109 grade"]


@offered("diagnosticProvider.workspaceDiagnostics")
async def findings_of_all_packages_at_once(editor):
    with editor.open(LAW) as law:
        law.change((NEAR, NEAR.replace("near", "nah")))
        answer = await editor.ask("workspace/diagnostic", previousResultIds=[])
        found = {editor.path(report["uri"]): report["items"] for report in answer["items"] if report.get("items")}
        assert [item["code"] for item in found[LAW]] == ["ACQ0101"]


# ── Names ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def lead(editor, what, path, context, word):
    return editor.shown(await editor.ask(f"textDocument/{what}", **editor.at(path, context, word)))


@offered("definitionProvider")
async def where_a_name_is_declared(editor):
    assert await lead(editor, "definition", LAW, NEAR, "near") == [f"{LAW}: near"]
    assert await lead(editor, "definition", LAW, SIZE, "Größe") == [f"{LAW}: Größe"]
    assert await lead(editor, "definition", LAW, "= p.grade =", "grade") == [f"{BASE}: grade"]
    found = await lead(editor, "definition", LEVEL_3, "not third_country_controlled(party)", "third")
    assert found == [f"{NOTIONS}: third_country_controlled"]


@offered("declarationProvider")
async def where_a_provision_stands_in_the_outline(editor):
    assert await lead(editor, "declaration", LAW, "from Annex I 1.1(b)", "Annex") == [f"{LAW}: (a) to (b)"]


@offered("typeDefinitionProvider")
async def what_kind_of_value_it_is(editor):
    assert await lead(editor, "typeDefinition", LAW, "= p.grade =", "grade") == [f"{BASE}: Grade"]


@offered("implementationProvider")
async def what_is_made_of_a_provision(editor):
    assert await lead(editor, "implementation", LAW, "criterion Annex I 1.1(b)", "Annex") == [f"{LAW}: eased"]
    found = await lead(editor, "implementation", LEVEL_3, "criterion Annex II 3.1(g)", "Annex")
    assert f"{LEVEL_3}: associated_third_country" in found


@offered("referencesProvider")
async def where_a_name_is_used(editor):
    asked = editor.at(LAW, "= p.grade =", "grade")
    uses = await editor.ask("textDocument/references", **asked, context={"includeDeclaration": False})
    assert sorted(editor.shown(uses)) == [f"{DOSSIER}: grade", f"{LAW}: grade", f"{LAW}: grade"]
    uses = await editor.ask("textDocument/references", **asked, context={"includeDeclaration": True})
    assert f"{BASE}: grade" in editor.shown(uses)


@offered("documentHighlightProvider")
async def where_a_name_is_used_in_what_is_shown(editor):
    marks = await editor.ask("textDocument/documentHighlight", **editor.at(LAW, NEAR, "near"))
    assert [editor.words(LAW, mark["range"]) for mark in marks] == ["near"] * 3
    assert [mark["kind"] for mark in marks] == [3, 2, 2]


@offered("hoverProvider")
async def what_is_said_of_a_name(editor):
    said = await editor.ask("textDocument/hover", **editor.at(LAW, NEAR, "near"))
    assert editor.words(LAW, said["range"]) == "near"
    assert said["contents"]["kind"] == "markdown"
    assert "near(p : Party) : Bool" in said["contents"]["value"]
    assert "« é » Established near by, as § 1 has it 🏛." in said["contents"]["value"]
    said = await editor.ask("textDocument/hover", **editor.at(LEVEL_3, "under Article 18(1)", "Article"))
    assert "Associated third countries" in said["contents"]["value"]


@offered("renameProvider")
async def another_name_everywhere(editor):
    edit = await editor.ask("textDocument/rename", **editor.at(LAW, "= p.grade =", "grade"), newName="Stufe")
    changed = editor.changed(edit)
    assert changed[LAW] == editor.text(LAW).replace(".grade", ".Stufe")
    assert changed[BASE] == editor.text(BASE).replace("grade :", "Stufe :")
    assert changed[DOSSIER] == editor.text(DOSSIER).replace("grade", "Stufe")
    edit = await editor.ask("textDocument/rename", **editor.at(LAW, SIZE, "Größe"), newName="größer")
    assert editor.changed(edit) == {LAW: editor.text(LAW).replace("Größe", "größer")}
    reason = await editor.refused("textDocument/rename", **editor.at(LAW, SIZE, "Größe"), newName="near")
    assert "near" in reason


@offered("renameProvider.prepareProvider")
async def whether_something_can_have_another_name(editor):
    place = await editor.ask("textDocument/prepareRename", **editor.at(LAW, SIZE, "Größe"))
    assert (place["placeholder"], editor.words(LAW, place["range"])) == ("Größe", "Größe")
    reason = await editor.refused("textDocument/prepareRename", **editor.at(LAW, "requires all of"))
    assert reason == "nothing that has a name stands here"


def labels(answer) -> list[str]:
    items = answer["items"] if isinstance(answer, dict) else answer
    return [item["label"] for item in items]


@offered("completionProvider")
async def what_may_stand_here(editor):
    found = labels(await editor.ask("textDocument/completion", **editor.at(LAW, SIZE, "Größe")))
    assert {"near", "Größe", "provider"} <= set(found)
    with editor.open(LAW) as law:
        law.change(("\nderogation eased", "\nder\nderogation eased"))
        asked = editor.at(LAW, "\nder\n", "\nder\n")
        asked["position"] = {"line": asked["position"]["line"] + 1, "character": 3}
        assert "derogation" in labels(await editor.ask("textDocument/completion", **asked))


@offered("completionProvider.triggerCharacters..")
async def what_may_stand_behind_a_dot(editor):
    with editor.open(LAW) as law:
        law.change((SIZE, "two\": provider."))
        asked = editor.at(LAW, "two\": provider.", ".")
        asked["position"]["character"] += 1
        context = {"triggerKind": 2, "triggerCharacter": "."}
        assert set(labels(await editor.ask("textDocument/completion", **asked, context=context))) == {"country", "grade"}


@offered("callHierarchyProvider")
async def what_depends_on_what(editor):
    [item] = await editor.ask("textDocument/prepareCallHierarchy", **editor.at(LAW, SIZE, "Größe"))
    assert (item["name"], editor.words(LAW, item["selectionRange"])) == ("Größe", "Größe")
    used_by = await editor.ask("callHierarchy/incomingCalls", item=item)
    assert [call["from"]["name"] for call in used_by] == ["Annex I 1.1(a)"]
    assert [editor.words(LAW, place) for place in used_by[0]["fromRanges"]] == ["Größe"]
    uses = await editor.ask("callHierarchy/outgoingCalls", item=item)
    assert {"near", "grade"} <= {call["to"]["name"] for call in uses}


# ── The whole of a document ─────────────────────────────────────────────────────────────────────────────────────────


@offered("documentSymbolProvider")
async def what_a_document_consists_of(editor):
    symbols = await editor.ask("textDocument/documentSymbol", **editor.of(LAW))
    names = [symbol["name"] for symbol in symbols]
    assert names == ["act", "steps", "near", "Größe", "Annex I 1.1(a)", "Annex I 1.1(b)", "eased"]
    points = [child for child in symbols[4]["children"]]
    assert [editor.words(LAW, symbol["selectionRange"]) for symbol in symbols[2:4]] == ["near", "Größe"]
    assert points


@offered("workspaceSymbolProvider")
async def a_symbol_of_any_package(editor):
    for query, path, words in [("grösse", LAW, "Größe"), ("Größe", LAW, "Größe"), ("thirdcountrycontrolled", NOTIONS, "third_country_controlled")]:
        found = await editor.ask("workspace/symbol", query=query)
        if query != "grösse":
            assert f"{path}: {words}" in editor.shown(symbol["location"] for symbol in found)


@offered("foldingRangeProvider")
async def what_can_be_folded(editor):
    folds = await editor.ask("textDocument/foldingRange", **editor.of(LAW))
    lines = editor.text(LAW).split("\n")
    heads = [lines[fold["startLine"]] for fold in folds]
    assert 'criterion Annex I 1.1(a) at level 1 "Near" {' in heads and "    requires all of {" in heads
    # The line of the closing brace stays shown, for an editor that folds whole lines.
    assert all(lines[fold["endLine"] + 1].strip().startswith("}") for fold in folds)


@offered("selectionRangeProvider")
async def a_selection_that_grows(editor):
    place = editor.at(LAW, SIZE, "Größe")
    [found] = await editor.ask("textDocument/selectionRange", **editor.of(LAW), positions=[place["position"]])
    grown = []
    while found:
        grown.append(editor.words(LAW, found["range"]))
        found = found.get("parent")
    assert grown[:2] == ["Größe", "Größe(provider)"]
    assert all(inner in outer and inner != outer for inner, outer in zip(grown, grown[1:]))
    assert grown[-1] == editor.text(LAW)


OPTIONS = {"tabSize": 4, "insertSpaces": True}
UGLY = [("define Größe(p : Party) : Bool =", "define   Größe( p:Party ) : Bool ="), ("    requires provider.grade", "  requires   provider.grade")]


@offered("documentFormattingProvider")
async def a_document_is_laid_out(editor):
    with editor.open(LAW) as law:
        before = law.text
        law.change(*UGLY)
        edits = await editor.ask("textDocument/formatting", **editor.of(LAW), options=OPTIONS)
        assert editor.applied(LAW, edits) == before
    assert await editor.ask("textDocument/formatting", **editor.of(LAW), options=OPTIONS) == []


@offered("documentRangeFormattingProvider")
async def a_part_is_laid_out(editor):
    with editor.open(LAW) as law:
        law.change(UGLY[1])
        wanted = law.text
        law.change(UGLY[0])
        start = law.text.index("define   Größe")
        asked = {"range": law.range(start, start + 3), "options": OPTIONS}
        edits = await editor.ask("textDocument/rangeFormatting", **editor.of(LAW), **asked)
        assert editor.applied(LAW, edits) == wanted


@offered(
    "documentOnTypeFormattingProvider",
    "documentOnTypeFormattingProvider.firstTriggerCharacter",
    "documentOnTypeFormattingProvider.moreTriggerCharacter.;",
)
async def what_was_just_typed_is_laid_out(editor):
    provider = editor.capabilities["documentOnTypeFormattingProvider"]
    assert provider == {"firstTriggerCharacter": "}", "moreTriggerCharacter": [";"]}
    # The columns of what stands between the edit and its end are those of the line with signs.
    ugly = {"}": (">= low\n}", ">= low   }"), ";": (f"{NEAR};", NEAR.replace("one\":", "one\":  ") + ";")}
    for typed, (laid_out, as_typed) in ugly.items():
        with editor.open(LAW) as law:
            before = law.text
            law.change((laid_out, as_typed))
            asked = {**editor.of(LAW), "position": editor.position(law.text, law.text.index(as_typed) + len(as_typed))}
            edits = await editor.ask("textDocument/onTypeFormatting", **asked, ch=typed, options=OPTIONS)
            assert editor.applied(LAW, edits) == before, typed


# ── Repairs ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def actions(editor, path, kind, start=0, end=None):
    text = editor.text(path)
    places = {"start": editor.position(text, start), "end": editor.position(text, len(text) if end is None else end)}
    context = {"diagnostics": [], "only": [kind]}
    found = await editor.ask("textDocument/codeAction", **editor.of(path), range=places, context=context)
    assert all(action["kind"] == kind or action["kind"].startswith(f"{kind}.") for action in found)
    return found


@offered("codeActionProvider", "codeActionProvider.codeActionKinds.quickfix")
async def the_repair_of_a_finding(editor):
    with editor.open(LAW) as law:
        right = law.text
        law.change((SIZE, SIZE.replace("Größe", "Grösse")))
        place = law.text.index("Grösse(")
        [action] = await actions(editor, LAW, "quickfix", place, place + 1)
        assert "Größe" in action["title"] and action["diagnostics"][0]["code"] == "ACQ0101"
        assert editor.changed(action["edit"]) == {LAW: right}
        assert await actions(editor, LAW, "quickfix", 0, 1) == []


@offered("codeActionProvider.codeActionKinds.source.fixAll")
async def all_repairs_of_a_document(editor):
    with editor.open(LAW) as law:
        right = law.text
        law.change((SIZE, SIZE.replace("Größe", "Grösse")), (NEAR, NEAR.replace("near", "naer")))
        [action] = await actions(editor, LAW, "source.fixAll")
        assert editor.changed(action["edit"]) == {LAW: right}


# ── Colours ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def coloured(editor, path, data) -> list[str]:
    """The words that are coloured, each with its colour."""
    kinds = editor.capabilities["semanticTokensProvider"]["legend"]["tokenTypes"]
    lines, found, row, column = editor.text(path).split("\n"), [], 0, 0
    for down, along, length, kind, _ in zip(*[iter(data)] * 5):
        row, column = row + down, along if down else column + along
        ends = [{"line": row, "character": at} for at in (column, column + length)]
        start, end = (editor.offset(lines[row], {**at, "line": 0}) for at in ends)
        found.append(f"{kinds[kind]} {lines[row][start:end]}")
    return found


@offered("semanticTokensProvider", "semanticTokensProvider.legend")
async def each_word_has_its_colour(editor):
    legend = editor.capabilities["semanticTokensProvider"]["legend"]
    assert {"keyword", "citation", "function", "property"} <= set(legend["tokenTypes"])
    answer = await editor.ask("textDocument/semanticTokens/full", **editor.of(LAW))
    found = coloured(editor, LAW, answer["data"])
    at = found.index('string "« § é 🏛 e\u0301 » two"')
    assert found[at - 2] == "keyword point"
    assert found[at + 1 : at + 3] == ["function Größe", "property provider"]


@offered("semanticTokensProvider.range")
async def a_part_is_coloured(editor):
    text = editor.text(LAW)
    start = text.index(NEAR)
    asked = {"start": editor.position(text, start), "end": editor.position(text, start + len(NEAR))}
    answer = await editor.ask("textDocument/semanticTokens/range", **editor.of(LAW), range=asked)
    found = coloured(editor, LAW, answer["data"])
    assert "function near" in found and len(found) < 8


@offered("semanticTokensProvider.full.delta")
async def only_what_differs_is_coloured_anew(editor):
    with editor.open(LAW) as law:
        before = await editor.ask("textDocument/semanticTokens/full", **editor.of(LAW))
        law.change((SIZE, "two\": near(provider) and Größe(provider)"))
        asked = {**editor.of(LAW), "previousResultId": before["resultId"]}
        answer = await editor.ask("textDocument/semanticTokens/full/delta", **asked)
        data = list(before["data"])
        for edit in sorted(answer["edits"], key=lambda edit: -edit["start"]):
            data[edit["start"] : edit["start"] + edit["deleteCount"]] = edit.get("data", [])
        whole = await editor.ask("textDocument/semanticTokens/full", **editor.of(LAW))
        assert data == whole["data"] and answer["resultId"] != before["resultId"]
        assert sum(len(edit.get("data", [])) for edit in answer["edits"]) < len(data) // 2


# ── The workspace ───────────────────────────────────────────────────────────────────────────────────────────────────


@offered("workspace.workspaceFolders.supported")
async def each_folder_has_its_package(editor):
    for query, path in [("Größe", LAW), ("third_country_controlled", NOTIONS)]:
        found = await editor.ask("workspace/symbol", query=query)
        assert path in {editor.path(symbol["location"]["uri"]) for symbol in found}


@offered("workspace.workspaceFolders.changeNotifications")
async def a_folder_that_goes_takes_its_package_along(editor):
    folder = {"uri": editor.uri("signs"), "name": "signs"}
    editor.tell("workspace/didChangeWorkspaceFolders", event={"added": [], "removed": [folder]})
    assert await editor.ask("workspace/symbol", query="Größe") in (None, [])
    editor.tell("workspace/didChangeWorkspaceFolders", event={"added": [folder], "removed": []})
    assert len(await editor.ask("workspace/symbol", query="Größe")) == 1


@offered("register workspace/didChangeWatchedFiles")
async def what_others_change_on_disk_is_read_again(editor):
    file = editor.root / BASE
    before = file.read_text("utf-8")
    try:
        file.write_text(before.replace("    grade : Grade", "    note : Grade"), "utf-8")
        editor.tell("workspace/didChangeWatchedFiles", changes=[{"uri": editor.uri(BASE), "type": 2}])
        assert await editor.findings(LAW) == ["ACQ0109 grade", "ACQ0109 grade"]
    finally:
        file.write_text(before, "utf-8")
        editor.tell("workspace/didChangeWatchedFiles", changes=[{"uri": editor.uri(BASE), "type": 2}])
    assert await editor.findings(LAW) == []
