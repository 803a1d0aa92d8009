"""A server for each way of counting columns, with a workspace of its own."""

import asyncio
import os
import shutil
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, make_test_lsp_client

pytest.register_assert_rewrite("capabilities", "editor")

from capabilities import CHECKS  # noqa: E402
from editor import CONVERTER, Editor  # noqa: E402

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SERVER = os.environ.get("ACQUIS", str(ROOT / "target/debug/acquis"))


def workspace(folder: Path) -> Path:
    """A folder with the two packages that the tests are about."""
    shutil.copytree(ROOT / "policies/cada", folder / "cada")
    shutil.copytree(HERE / "signs", folder / "signs")
    return folder


@pytest.fixture(scope="session")
def packages(tmp_path_factory) -> Path:
    return workspace(tmp_path_factory.mktemp("workspace"))


# What the server may tell a client that has said so: to ask anew for what it shows. The library has one of them itself.
REFRESHES = [types.WORKSPACE_SEMANTIC_TOKENS_REFRESH, types.WORKSPACE_INLAY_HINT_REFRESH, types.WORKSPACE_CODE_LENS_REFRESH]


def make_client() -> LanguageClient:
    """A client that remembers what the server registers, and can be told to ask anew."""
    client = make_test_lsp_client()
    client.registered = []
    client.has_registered = asyncio.Event()
    client.told_to_ask = {method: asyncio.Event() for method in REFRESHES}

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams):
        client.registered += [f"register {one.method}" for one in params.registrations]
        client.has_registered.set()

    for method, told in client.told_to_ask.items():
        client.feature(method)(lambda _, told=told: told.set())
    return client


@pytest_lsp.fixture(
    scope="session",
    params=["utf-16", "utf-8"],
    config=ClientServerConfig(server_command=[SERVER, "lsp"], client_factory=make_client),
)
async def client(lsp_client: LanguageClient, request, tmp_path_factory):
    """A client that can do what Visual Studio Code can, and counts columns one way only."""
    root = workspace(tmp_path_factory.mktemp(request.param))
    capabilities = client_capabilities("visual-studio-code")
    capabilities.general.position_encodings = [types.PositionEncodingKind(request.param)]
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities()
    later = types.ClientInlayHintResolveOptions(properties=["tooltip"])
    capabilities.text_document.inlay_hint = types.InlayHintClientCapabilities(resolve_support=later)
    capabilities.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    capabilities.workspace.inlay_hint = types.InlayHintWorkspaceClientCapabilities(refresh_support=True)
    folders = [types.WorkspaceFolder(uri=(root / name).as_uri(), name=name) for name in ("cada", "signs")]
    # The package of signs asks nothing of anybody in places; `test_settings.py` is about what is said of that.
    options = {"acquis": {"commands": ["acquis.showReferences"], "diagnostics": {"proofs": False}}}
    asked = types.InitializeParams(capabilities=capabilities, workspace_folders=folders, initialization_options=options)
    answer = await lsp_client.initialize_session(asked)
    lsp_client.editor = Editor(lsp_client, root, request.param, CONVERTER.unstructure(answer.capabilities))
    await asyncio.wait_for(lsp_client.has_registered.wait(), 60)
    lsp_client.editor.offered |= set(lsp_client.registered)

    yield

    assert set(lsp_client.registered) <= set(CHECKS), "registered later, and not checked"
    await lsp_client.shutdown_session()
    assert lsp_client._server.returncode == 0


@pytest.fixture(scope="session")
def editor(client) -> Editor:
    return client.editor
