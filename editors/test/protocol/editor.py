"""An editor as the tests see it: documents by path, places by words, questions and answers as JSON.

What is asked and what is answered is read by the types of `lsprotocol`, so that an answer which is not of the protocol fails
here, whatever a check looks at.
"""

import asyncio
import contextlib
import itertools
from pathlib import Path

from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.exceptions import JsonRpcException

CONVERTER = get_converter()

# How many bytes a unit of each way of counting has.
UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2)}

# The text has changed while the question was looked at: whoever asked should ask again.
STALE = {-32801, -32802}


def units(text: str, encoding: str) -> int:
    """How long a text is, in units of an encoding."""
    codec, size = UNITS[encoding]
    return len(text.encode(codec)) // size


def offers(capabilities: dict, above: str = "") -> set[str]:
    """What an answer to `initialize` promises: each switch, each choice of a list, and each provider around them."""
    found = set()
    for key, value in capabilities.items():
        path = f"{above}{key}"
        if value is None or value is False:
            continue
        if key == "legend":
            found.add(path)
        elif isinstance(value, dict):
            # A provider is something to be asked, even if it says no more; other keys only hold what is.
            if key.endswith("Provider") or not value:
                found.add(path)
            found |= offers(value, f"{path}.")
        elif isinstance(value, list):
            found |= {f"{path}.{choice}" for choice in value}
            if not above.endswith("Provider."):
                found.add(path)
        else:
            found.add(path)
    return found


class Document:
    """A document that is open, and what stands in it."""

    def __init__(self, editor: "Editor", path: str, text: str):
        self.editor, self.path, self.text, self.version = editor, path, text, 1

    def change(self, *edits: tuple[str, str]) -> None:
        """Puts words in the place of words, each edit after the one before, all in one message."""
        changes = []
        for old, new in edits:
            assert self.text.count(old) == 1, f"{old!r} stands {self.text.count(old)} times"
            start = self.text.index(old)
            changes.append({"range": self.range(start, start + len(old)), "text": new})
            self.text = self.text.replace(old, new)
        self.version += 1
        identifier = {"uri": self.editor.uri(self.path), "version": self.version}
        self.editor.tell("textDocument/didChange", textDocument=identifier, contentChanges=changes)

    def range(self, start: int, end: int) -> dict:
        place = self.editor.position
        return {"start": place(self.text, start), "end": place(self.text, end)}

    def close(self) -> None:
        self.editor.tell("textDocument/didClose", textDocument={"uri": self.editor.uri(self.path)})
        del self.editor.open_documents[self.path]


class Editor:
    """A client with a workspace of two packages: a copy of the flagship package, and one full of signs beyond ASCII."""

    def __init__(self, client, root: Path, encoding: str, capabilities: dict):
        self.client, self.root, self.encoding = client, root, encoding
        self.capabilities, self.offered = capabilities, offers(capabilities)
        self.open_documents: dict[str, Document] = {}
        self.scratch = itertools.count()

    # What it shows.

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def path(self, uri: str) -> str:
        return Path(uri.removeprefix("file://")).relative_to(self.root).as_posix()

    def text(self, path: str) -> str:
        """What stands in a file, with what is not saved."""
        opened = self.open_documents.get(path)
        return opened.text if opened else (self.root / path).read_text("utf-8")

    @contextlib.contextmanager
    def open(self, path: str, text: str | None = None):
        """Shows a document; closed afterwards, whatever happens."""
        document = Document(self, path, self.text(path) if text is None else text)
        self.open_documents[path] = document
        language = "acquis" if path.endswith(".acq") else Path(path).suffix.removeprefix(".")
        item = {"uri": self.uri(path), "languageId": language, "version": 1, "text": document.text}
        self.tell("textDocument/didOpen", textDocument=item)
        try:
            yield document
        finally:
            document.close()

    # Places.

    def position(self, text: str, offset: int) -> dict:
        before = text[:offset]
        return {"line": before.count("\n"), "character": units(before.rpartition("\n")[2], self.encoding)}

    def offset(self, text: str, position: dict) -> int:
        """Where a place is. A place within a character, or behind the end of its line, is none."""
        start = sum(len(line) + 1 for line in text.split("\n")[: position["line"]])
        line = text.split("\n")[position["line"]]
        for column in range(len(line) + 1):
            if units(line[:column], self.encoding) == position["character"]:
                return start + column
        raise AssertionError(f"{position} is no place in {line!r}")

    def words(self, path: str, place: dict) -> str:
        """What stands in a range."""
        text = self.text(path)
        return text[self.offset(text, place["start"]) : self.offset(text, place["end"])]

    def at(self, path: str, context: str, word: str = "") -> dict:
        """The place of a word within a piece of text that stands once; the start of the piece, without a word."""
        text = self.text(path)
        assert text.count(context) == 1, f"{context!r} stands {text.count(context)} times in {path}"
        offset = text.index(context) + context.index(word)
        return {"textDocument": {"uri": self.uri(path)}, "position": self.position(text, offset)}

    def behind(self, path: str, context: str) -> dict:
        """The place behind a piece of text that stands once."""
        asked = self.at(path, context)
        asked["position"] = self.position(self.text(path), self.text(path).index(context) + len(context))
        return asked

    def of(self, path: str) -> dict:
        return {"textDocument": {"uri": self.uri(path)}}

    def shown(self, locations) -> list[str]:
        """Locations as `file: words`, in their order."""
        return [f"{self.path(one['uri'])}: {self.words(self.path(one['uri']), one['range'])}" for one in locations]

    def applied(self, path: str, edits) -> str:
        """What stands in a file after edits."""
        text = self.text(path)
        places = sorted((self.offset(text, e["range"]["start"]), self.offset(text, e["range"]["end"]), e["newText"]) for e in edits)
        for start, end, new in reversed(places):
            text = text[:start] + new + text[end:]
        return text

    def changed(self, edit: dict) -> dict[str, str]:
        """What stands in each file after an edit of the workspace."""
        changes = {change["textDocument"]["uri"]: change["edits"] for change in edit.get("documentChanges", []) if "edits" in change}
        changes |= edit.get("changes", {})
        return {self.path(uri): self.applied(self.path(uri), edits) for uri, edits in changes.items()}

    # Questions.

    def tell(self, method: str, **params) -> None:
        self.client.protocol.notify(method, CONVERTER.structure(params, types.METHOD_TO_TYPES[method][2]))

    async def ask(self, method: str, **params):
        """Asks, again if the text has changed in the meantime; gives the answer."""
        kind = types.METHOD_TO_TYPES[method][2]
        while True:
            try:
                asked = CONVERTER.structure(params, kind)
                answer = await asyncio.wait_for(self.client.protocol.send_request_async(method, asked), 60)
                return CONVERTER.unstructure(answer)
            except JsonRpcException as error:
                if error.code not in STALE:
                    raise

    async def refused(self, method: str, **params) -> str:
        """Asks for what must be refused; gives the reason."""
        try:
            answer = await self.ask(method, **params)
        except JsonRpcException as error:
            return error.message
        raise AssertionError(f"{method} was answered: {answer}")

    async def eventually(self, refresh: str, look):
        """What `look` finds once it finds something; it looks anew whenever the server tells to ask again."""
        told = self.client.told_to_ask[refresh]
        while True:
            told.clear()
            if found := await look():
                return found
            await asyncio.wait_for(told.wait(), 60)

    async def findings(self, path: str) -> list[str]:
        """What is found in a file, as `code words`."""
        report = await self.ask("textDocument/diagnostic", **self.of(path))
        return [f"{item['code']} {self.words(path, item['range'])}" for item in report["items"]]
