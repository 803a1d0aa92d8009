"""The colours of the language server are those that `sample.tokens` gives to the words of `sample.acq`."""

import shutil

from conftest import ROOT, SERVER
from connection import Connection
from editor import UNITS

SAMPLE = ROOT / "editors/sample.acq"

# A date is a number to the protocol, which has no colour for it.
AS_COLOUR = {"date": "number"}

# In a table of scenarios, what the head of a column means decides what stands below; the server tells it by place.
BY_PLACE = {"241:76": "property", "243:76": "enumMember"}


def expected() -> list[tuple[int, int, str, str]]:
    """The words, each with its row, its column and its colour."""
    found = []
    for line in (ROOT / "editors/sample.tokens").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            place, kinds, word = line.split(" ", 2)
            row, column = map(int, place.split(":"))
            # By its meaning, which stands first: what a grammar can tell stands second.
            kind = BY_PLACE.get(place, kinds.split("/")[0])
            found.append((row, column, AS_COLOUR.get(kind, kind), word))
    return found


def by_character(words) -> dict[str, str]:
    """The colour of each sign that is no blank: `12 %` may be one word or two."""
    return {
        f"{row}:{column + i} {sign}": kind
        for row, column, kind, word in words
        for i, sign in enumerate(word)
        if not sign.isspace()
    }


def test_every_word_of_the_sample_has_its_colour(tmp_path):
    package = tmp_path / "sample"
    shutil.copytree(ROOT / "editors/test/package", package)
    shutil.copy(SAMPLE, package)
    lines = SAMPLE.read_text("utf-8").split("\n")
    with Connection(SERVER) as server:
        folders = [{"uri": package.as_uri(), "name": "sample"}]
        offered = server.start({"textDocument": {"diagnostic": {}}}, workspaceFolders=folders)
        kinds = offered["semanticTokensProvider"]["legend"]["tokenTypes"]
        document = {"textDocument": {"uri": (package / "sample.acq").as_uri()}}
        assert server.ask("textDocument/diagnostic", document)["result"]["items"] == []
        data = server.ask("textDocument/semanticTokens/full", document)["result"]["data"]
        assert server.leave() == 0
    found, row, column = [], 0, 0
    codec, size = UNITS["utf-16"]
    for down, along, length, kind, _ in zip(*[iter(data)] * 5):
        row, column = row + down, along if down else column + along
        line = lines[row].encode(codec)
        word = line[column * size : (column + length) * size].decode(codec)
        found.append((row + 1, len(line[: column * size].decode(codec)) + 1, kinds[kind], word))
    assert by_character(found) == by_character(expected())
