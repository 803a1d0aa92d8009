"""Every capability that the server offers does what it is offered for, and nothing is checked that is not offered."""

import pytest
from pytest_lsp.client import client_capabilities

from capabilities import CHECKS
from connection import Connection
from conftest import SERVER
from editor import CONVERTER, offers

# Capabilities as published for editors in use.
CLIENTS = ["visual-studio-code", "neovim@v0.6", "neovim@v0.7", "neovim@v0.8", "neovim@v0.9", "neovim@v0.11", "emacs"]


@pytest.mark.parametrize("key", CHECKS)
async def test_what_is_checked_is_offered_and_answers(editor, key):
    assert key in editor.offered, f"{key} is not offered"
    await CHECKS[key](editor)


async def test_what_is_offered_is_checked(editor):
    assert editor.offered - set(CHECKS) == set()


@pytest.mark.parametrize("name", CLIENTS)
def test_what_is_offered_to_an_editor_is_checked(name):
    # Read from the message itself: a key that no version of the protocol knows would be lost in the types of a library.
    with Connection(SERVER) as server:
        offered = offers(server.start(CONVERTER.unstructure(client_capabilities(name))))
        assert offered - set(CHECKS) == set()
        assert {"hoverProvider", "definitionProvider", "positionEncoding"} <= offered
        assert server.leave() == 0


def test_what_is_within_an_offer_counts_by_itself():
    answer = {
        "positionEncoding": "utf-8",
        "hoverProvider": False,
        "renameProvider": {"prepareProvider": True},
        "documentLinkProvider": {},
        "executeCommandProvider": {"commands": ["acquis.test"]},
        "semanticTokensProvider": {"legend": {"tokenTypes": []}, "full": {"delta": True}},
        "workspace": {"workspaceFolders": {"supported": True}},
    }
    assert offers(answer) == {
        "positionEncoding",
        "renameProvider",
        "renameProvider.prepareProvider",
        "documentLinkProvider",
        "executeCommandProvider",
        "executeCommandProvider.commands.acquis.test",
        "semanticTokensProvider",
        "semanticTokensProvider.legend",
        "semanticTokensProvider.full.delta",
        "workspace.workspaceFolders.supported",
    }
