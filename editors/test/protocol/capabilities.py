"""What each capability must do. A check stands under the key, or keys, of the answer to `initialize` that it is about:

    @offered("hoverProvider")
    async def what_is_said_of_a_name(editor):
        answer = await editor.ask("textDocument/hover", **editor.at(LAW, "all of {\\n        point place", "all"))
        assert ...

`test_capabilities.py` runs all of them with columns counted in UTF-16 and in UTF-8, and fails for a key without a check and for
a check without its key. The keys within a list are its entries: `codeActionProvider.codeActionKinds.quickfix`,
`executeCommandProvider.commands.acquis.test`. What the server registers later stands as `register METHOD`.
"""

import asyncio

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
    # A citation leads to the outline, and the outline to the official text.
    assert await lead(editor, "definition", LAW, "under Article 2", "Article") == [f"{LAW}: 2"]
    assert await lead(editor, "definition", LAW, 'article 2 "', "2") == ["signs/act.md: 2"]


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
    said = await editor.ask("textDocument/hover", **editor.at(LAW, "under Article 2", "Article"))
    text = "*Official text, `act.md`:*\n\n> 1\\. « Near by » is not far."
    assert said["contents"]["value"].endswith(text), said["contents"]["value"]


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


async def typed(editor, path, text, sign):
    """What is offered behind a piece of text of which a sign was just typed."""
    context = {"triggerKind": 2, "triggerCharacter": sign}
    return labels(await editor.ask("textDocument/completion", **editor.behind(path, text), context=context))


@offered("completionProvider.triggerCharacters..")
async def what_may_stand_behind_a_dot(editor):
    with editor.open(LAW) as law:
        law.change((SIZE, "two\": provider."))
        assert set(await typed(editor, LAW, "two\": provider.", ".")) == {"country", "grade"}


@offered("completionProvider.triggerCharacters.(", "completionProvider.triggerCharacters. ")
async def how_a_citation_goes_on(editor):
    for sign, cited in {"(": "from Annex I 1.1(", " ": "from Annex I "}.items():
        with editor.open(LAW) as law:
            law.change(("from Annex I 1.1(b)", cited))
            found = await typed(editor, LAW, cited, sign)
            assert {"Annex I 1.1(a)", "Annex I 1.1(b)"} <= set(found)
            # Whoever writes something else is left alone.
            law.change((SIZE, f"two\": Größe{sign}"))
            assert await typed(editor, LAW, f"two\": Größe{sign}", sign) == []


@offered("completionProvider.resolveProvider")
async def more_is_said_of_an_item_when_it_is_looked_at(editor):
    place = editor.at(LEVEL_3, "not third_country_controlled(party)", "third")
    items = await editor.ask("textDocument/completion", **place)
    [item] = [item for item in items if item["label"] == "remote_features_controlled"]
    assert "detail" not in item and "documentation" not in item
    told = await editor.ask("completionItem/resolve", **item)
    assert told["detail"] == "define remote_features_controlled(c : Component) : Bool"
    assert "remote features" in told["documentation"]["value"]
    assert told["textEdit"] == item["textEdit"]


@offered(
    "signatureHelpProvider",
    "signatureHelpProvider.triggerCharacters.(",
    "signatureHelpProvider.triggerCharacters.,",
)
async def how_a_call_is_written(editor):
    for sign, written, active in [("(", "two\": Größe(", "p : Party"), (",", "two\": Größe(provider,", "größer : Grade")]:
        with editor.open(LAW) as law:
            law.change(("Größe(p : Party)", "Größe(p : Party, größer : Grade)"), (SIZE, written))
            context = {"triggerKind": 2, "triggerCharacter": sign, "isRetrigger": False}
            answer = await editor.ask("textDocument/signatureHelp", **editor.behind(LAW, written), context=context)
            [signature] = answer["signatures"]
            assert signature["label"] == "Größe(p : Party, größer : Grade) : Bool"
            start, end = signature["parameters"][answer["activeParameter"]]["label"]
            # Places in a label are counted in UTF-16 whatever is agreed on; no sign of this one has two units.
            assert signature["label"][start:end] == active
            assert "Somebody." in signature["parameters"][0]["documentation"]["value"]
    assert await editor.ask("textDocument/signatureHelp", **editor.at(LAW, "criterion Annex I 1.1(b)")) is None


@offered("linkedEditingRangeProvider")
async def a_variable_changes_with_its_uses(editor):
    with editor.open(LAW) as law:
        law.change(("p : Party) : Bool = p.country in [DE, FR]", "ö : Party) : Bool = ö.country in [DE] or ö.country = FR"))
        answer = await editor.ask("textDocument/linkedEditingRange", **editor.at(LAW, "ö.country = FR"))
        assert [editor.words(LAW, place) for place in answer["ranges"]] == ["ö", "ö", "ö"]
        starts = [place["start"]["character"] for place in answer["ranges"]]
        assert starts == {"utf-16": [12, 32, 53], "utf-8": [12, 33, 55]}[editor.encoding]
        assert await editor.ask("textDocument/linkedEditingRange", **editor.at(LAW, NEAR, "near")) is None


@offered("typeHierarchyProvider")
async def what_stands_above_and_below(editor):
    place = editor.at(LAW, "criterion Annex I 1.1(a)", "Annex")
    [criterion] = await editor.ask("textDocument/prepareTypeHierarchy", **place)
    assert editor.words(LAW, criterion["selectionRange"]) == "Annex I 1.1(a)"
    [level] = await editor.ask("typeHierarchy/supertypes", item=criterion)
    assert (level["name"], editor.words(LAW, level["range"])) == ("level 1", "1")
    below = await editor.ask("typeHierarchy/subtypes", item=level)
    assert [(item["name"], item["detail"]) for item in below] == [
        ("Annex I 1.1(a)", "level 1 · Near"),
        ("Annex I 1.1(b)", "level 1 · Known"),
    ]
    place = editor.at(LEVEL_3, "criterion Annex II 3.1(g)", "Annex")
    [criterion] = await editor.ask("textDocument/prepareTypeHierarchy", **place)
    assert [one["name"] for one in await editor.ask("typeHierarchy/supertypes", item=criterion)] == ["level 3"]


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


def whole(editor, path) -> dict:
    text = editor.text(path)
    return {"start": editor.position(text, 0), "end": editor.position(text, len(text))}


def label(hint) -> str:
    return "".join(part["value"] for part in hint["label"])


@offered("inlayHintProvider")
async def what_is_left_unsaid_is_shown_between_the_words(editor):
    hints = await editor.ask("textDocument/inlayHint", **editor.of(LAW), range=whole(editor, LAW))
    assert [label(hint) for hint in hints] == ["“Criteria”", "“Known”", "at level 1", "“Exemptions”"]
    _, known, level, _ = hints
    [leads_to] = editor.shown([known["label"][0]["location"]])
    assert leads_to == f"{LAW}: (a) to (b)"
    # One can be written out.
    written = editor.applied(LAW, level["textEdits"])
    assert written == editor.text(LAW).replace("from Annex I 1.1(b)", "from Annex I 1.1(b) at level 1")
    with editor.open(BASE) as base, editor.open(LAW) as law:
        base.change(("provider : Party", "provider : Party\n    staff : list of Party"))
        law.change((NEAR, "one\": some größe in staff satisfies near(größe)"))
        hints = await editor.ask("textDocument/inlayHint", **editor.of(LAW), range=whole(editor, LAW))
        [hint] = [hint for hint in hints if hint.get("kind") == 1]
        assert label(hint) == ": Party"
        assert law.text[: editor.offset(law.text, hint["position"])].endswith("one\": some größe")


@offered("inlayHintProvider.resolveProvider")
async def more_is_said_of_a_hint_when_it_is_looked_at(editor):
    hints = await editor.ask("textDocument/inlayHint", **editor.of(LAW), range=whole(editor, LAW))
    [known] = [hint for hint in hints if label(hint) == "“Known”"]
    assert "tooltip" not in known
    told = await editor.ask("inlayHint/resolve", **known)
    assert "An act « § é 🏛 é » › Annex I “Criteria”" in told["tooltip"]["value"].replace("e\u0301", "é")


@offered("documentLinkProvider")
async def what_leads_to_the_web_and_to_the_official_text(editor):
    address = "https://law.example.org/1?a=%C3%A9"
    with editor.open(LAW) as law:
        law.change(('    article 1 "Levels"', f'    document "« 🏛 1 »" address "{address}"\n    article 1 "Levels"'))
        links = await editor.ask("textDocument/documentLink", **editor.of(LAW))
        text = links.pop()
        assert (text["target"], editor.words(LAW, text["range"])) == (f"{editor.uri('signs/act.md')}#L3", "Article 2")
        assert text["tooltip"] == "Article 2 “Exemptions” of « 🏛 1 », in act.md"
        assert {link["target"] for link in links} == {address}
        assert [editor.words(LAW, link["range"]) for link in links] == [
            "« 🏛 1 »",
            address,
            "Annex I 1",
            "Annex I 1.1(a)",
            "Annex I 1.1(b)",
            "Annex I 1.1(b)",
        ]
        assert links[-1]["tooltip"] == "Annex I 1.1(b) “Criteria” of « 🏛 1 »"


@offered("codeLensProvider")
async def a_scenario_is_run_from_where_it_stands(editor):
    lenses = await editor.ask("textDocument/codeLens", **editor.of(BASE))
    [lens] = [lens for lens in lenses if "command" in lens]
    assert editor.words(BASE, lens["range"]) == '"a « § 🏛 »"'
    command = lens["command"]
    assert (command["title"], command["command"]) == ("run scenario", "acquis.test")
    answer = await editor.ask("workspace/executeCommand", command=command["command"], arguments=command["arguments"])
    assert [one["name"] for one in answer["packages"][0]["scenarios"]] == ["a « § 🏛 »"]

    async def outcome() -> bool:
        lenses = await editor.ask("textDocument/codeLens", **editor.of(BASE))
        return [lens["command"]["title"] for lens in lenses if "command" in lens] == ["run scenario (passed)"]

    assert await editor.eventually("workspace/codeLens/refresh", outcome)


@offered("codeLensProvider.resolveProvider")
async def uses_are_counted_when_they_are_looked_at(editor):
    lenses = await editor.ask("textDocument/codeLens", **editor.of(LAW))
    [lens] = [lens for lens in lenses if editor.words(LAW, lens["range"]) == "near"]
    assert "command" not in lens
    command = (await editor.ask("codeLens/resolve", **lens))["command"]
    # The client has said that it knows this command.
    assert (command["title"], command["command"]) == ("used 2 times", "acquis.showReferences")
    address, position, places = command["arguments"]
    assert (editor.path(address), position) == (LAW, lens["range"]["start"])
    assert editor.shown(places) == [f"{LAW}: near"] * 2


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


@offered("codeActionProvider.codeActionKinds.source.fixAll.acquis")
async def all_repairs_of_a_document(editor):
    with editor.open(LAW) as law:
        right = law.text
        law.change((SIZE, SIZE.replace("Größe", "Grösse")), (NEAR, NEAR.replace("near", "naer")))
        # An editor that makes all repairs on saving asks for the kind above.
        for kind in ["source.fixAll", "source.fixAll.acquis"]:
            [action] = await actions(editor, LAW, kind)
            assert editor.changed(action["edit"]) == {LAW: right}


async def edit_of(editor, action):
    """The edit of an action that is given when the action is chosen."""
    assert "edit" not in action
    return (await editor.ask("codeAction/resolve", **action))["edit"]


async def becomes(editor, kind, word) -> tuple[str, str]:
    """What the one action of a kind at a word of the law is called, and the law after it, which must be right."""
    start = editor.text(LAW).index(word)
    [action] = await actions(editor, LAW, kind, start, start + len(word))
    [(path, text)] = editor.changed(await edit_of(editor, action)).items()
    with editor.open(path, text):
        assert await editor.findings(path) == []
    return action["title"], text


@offered("codeActionProvider.codeActionKinds.refactor.extract", "codeActionProvider.resolveProvider")
async def a_piece_gets_a_name(editor):
    title, text = await becomes(editor, "refactor.extract", "p.grade = high")
    assert title == "give this piece a name of its own (`define`)"
    assert "define extracted(p : Party) : Bool = p.grade = high\n" in text
    assert "define Größe(p : Party) : Bool = extracted(p) and near(p)\n" in text


@offered("codeActionProvider.codeActionKinds.refactor.inline")
async def a_name_is_written_out(editor):
    title, text = await becomes(editor, "refactor.inline", "Größe(provider)")
    assert title == "write `Größe` out"
    assert "two\": (provider.grade = high and near(provider));" in text.replace("e\u0301", "é")
    assert "define Größe" not in text


@offered("codeActionProvider.codeActionKinds.refactor.rewrite")
async def a_scenario_expects_what_is_found(editor):
    with editor.open(BASE) as base:
        right = base.text
        base.change(("expect level 1", "expect no level"))
        start = base.text.index("no level")
        [action] = await actions(editor, BASE, "refactor.rewrite", start, start)
        assert action["title"] == "expect what is found: `expect level 1`"
        assert editor.changed(await edit_of(editor, action)) == {BASE: right}


# ── Colours ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def coloured(editor, path, data) -> list[str]:
    """The words that are coloured, each with its colour, and with what else is said of it."""
    legend = editor.capabilities["semanticTokensProvider"]["legend"]
    kinds, others = legend["tokenTypes"], legend["tokenModifiers"]
    lines, found, row, column = editor.text(path).split("\n"), [], 0, 0
    for down, along, length, kind, said in zip(*[iter(data)] * 5):
        row, column = row + down, along if down else column + along
        ends = [{"line": row, "character": at} for at in (column, column + length)]
        start, end = (editor.offset(lines[row], {**at, "line": 0}) for at in ends)
        assert said >> len(others) == 0
        more = [other for bit, other in enumerate(others) if said >> bit & 1]
        found.append(" ".join([kinds[kind], *more, lines[row][start:end]]))
    return found


@offered("semanticTokensProvider", "semanticTokensProvider.legend")
async def each_word_has_its_colour(editor):
    legend = editor.capabilities["semanticTokensProvider"]["legend"]
    assert {"keyword", "citation", "function", "property"} <= set(legend["tokenTypes"])
    assert set(legend["tokenModifiers"]) == {"declaration", "defaultLibrary", "deprecated"}
    answer = await editor.ask("textDocument/semanticTokens/full", **editor.of(LAW))
    found = coloured(editor, LAW, answer["data"])
    at = found.index('string "« § é 🏛 e\u0301 » two"')
    assert found[at - 2] == "keyword point"
    assert found[at + 1 : at + 3] == ["function Größe", "property provider"]
    assert {"function declaration Größe", "enumMember defaultLibrary DE"} <= set(found)
    with editor.open(LAW) as law:
        law.change(("under Article 2", "under Article 2 printed as Article 1"))
        answer = await editor.ask("textDocument/semanticTokens/full", **editor.of(LAW))
        assert "citation deprecated Article 1" in coloured(editor, LAW, answer["data"])


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


# ── Commands ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def run(editor, command, *arguments, **more):
    return await editor.ask("workspace/executeCommand", command=f"acquis.{command}", arguments=list(arguments), **more)


@offered("executeCommandProvider.commands.acquis.test")
async def scenarios_are_run(editor):
    with editor.open(BASE) as base:
        base.change(("expect level 1", "expect no level"))
        answer = await run(editor, "test", editor.uri("signs"))
        [package] = answer["packages"]
        assert (package["package"], package["passed"], package["failed"]) == ("signs", 0, 1)
        assert package["scenarios"][0]["name"] == "a « § 🏛 »"
        # What did not come out is found where it was expected, until the text is another.
        report = await editor.ask("textDocument/diagnostic", **editor.of(BASE))
        [finding] = report["items"]
        assert finding["source"] == "acquis test" and editor.words(BASE, finding["range"]) == "expect no level"
        base.change(("expect no level", "expect level 1"))
        assert await editor.findings(BASE) == []
        answer = await run(editor, "test", editor.uri(BASE), "a « § 🏛 »")
        assert (answer["packages"][0]["passed"], answer["packages"][0]["failed"]) == (1, 0)


AS_OF = {"asOf": "2026-01-01"}


@offered("executeCommandProvider.commands.acquis.assess", "executeCommandProvider.commands.acquis.forget")
async def a_dossier_is_kept_assessed_until_it_is_forgotten(editor):
    with editor.open(DOSSIER) as dossier:
        answer = await run(editor, "assess", editor.uri(DOSSIER), AS_OF)
        assert (answer["schema"], answer["package"], answer["attained"]) == ("acquis.assessment/1", "signs", [1])
        [finding] = (await editor.ask("textDocument/diagnostic", **editor.of(DOSSIER)))["items"]
        assert (finding["source"], finding["code"]) == ("acquis assess", "steps")
        assert finding["message"].startswith("The service attains level 1.")
        dossier.change(("grade: high", "grade: low"))
        assert "ACQ" not in "".join(found := await editor.findings(DOSSIER)) and "Annex I 1.1(a) low" in found

        async def verdict() -> bool:
            lenses = await editor.ask("textDocument/codeLens", **editor.of(LAW))
            return "a: not met" in [lens["command"]["title"] for lens in lenses if "command" in lens]

        assert await editor.eventually("workspace/codeLens/refresh", verdict)
        assert await run(editor, "forget", editor.uri(DOSSIER)) is None
        assert await editor.findings(DOSSIER) == []


@offered("executeCommandProvider.commands.acquis.effect")
async def an_amendment_says_what_it_changes(editor):
    answer = await run(editor, "effect", editor.uri(LEVEL_3), "AM_2")
    assert answer["kind"] == "plaintext"
    first, *rest = answer["value"].split("\n")
    assert first == "Annex II 3.1(g): stricter"
    assert {"level 2: equivalent", "level 3: stricter"} <= set(rest)


@offered("executeCommandProvider.commands.acquis.explain")
async def a_verdict_is_explained(editor):
    with editor.open(DOSSIER):
        answer = await run(editor, "explain", editor.uri(DOSSIER), "Annex I 1.1(a)", AS_OF)
        assert answer["kind"] == "plaintext"
        first, *rest = answer["value"].split("\n")
        assert first == "Annex I 1.1(a) Near"
        assert "    ✓ « § é 🏛 e\u0301 » two: Größe" in rest


@offered("executeCommandProvider")
async def what_no_command_can_do_is_refused(editor):
    for command, arguments, reason in [
        ("acquis.tset", [], "there is no command `acquis.tset`"),
        ("acquis.test", ["file:///nowhere"], "there is no package around /nowhere"),
        ("acquis.assess", [editor.uri(LAW)], "no dossier of a package is open at"),
        ("acquis.explain", [editor.uri(DOSSIER)], "`acquis.explain` needs a provision or a rule"),
    ]:
        assert (await editor.refused("workspace/executeCommand", command=command, arguments=arguments)).startswith(reason)


class Reports(list):
    """What was reported of something that takes time."""

    def __init__(self):
        super().__init__()
        self.ended = asyncio.Event()

    def append(self, report):
        super().append(report)
        if report.kind == "end":
            self.ended.set()


@offered("executeCommandProvider.workDoneProgress")
async def what_takes_time_shows_that_it_is_at_it(editor):
    reports = editor.client.progress_reports["signs"] = Reports()
    await run(editor, "test", editor.uri("signs"), workDoneToken="signs")
    # Answers and reports go ways of their own.
    await asyncio.wait_for(reports.ended.wait(), 60)
    assert [report.kind for report in reports] == ["begin", "end"]
    assert reports[0].title == "running scenarios"
    del editor.client.progress_reports["signs"]


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
