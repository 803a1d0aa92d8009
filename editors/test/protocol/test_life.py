"""How the server comes, goes, and takes what is no message. It may refuse; it may not fall over, hang or say something false."""

import pytest

from connection import Connection
from conftest import SERVER

QUESTION = ("workspace/symbol", {"query": "near"})


@pytest.fixture
def server():
    with Connection(SERVER) as server:
        server.start({})
        yield server
        assert server.said() == "", "nothing is written beside the protocol"


def error(answer) -> int:
    assert "result" not in answer
    return answer["error"]["code"]


def test_it_leaves_when_it_is_told_to(server):
    assert server.leave() == 0


def test_after_the_leave_nothing_is_answered_but_refused(server):
    assert server.ask("shutdown")["result"] is None
    assert error(server.ask(*QUESTION)) == -32600
    server.tell("exit")
    assert server.ended() == 0


@pytest.mark.parametrize("half", [b"", b"Content-Le", b"Content-Length: 4000\r\n\r\n{\"jsonrpc\":"])
def test_a_client_that_is_gone_is_not_waited_for(server, half):
    server.raw(half)
    server.process.stdin.close()
    assert server.ended() == 1


def test_an_exit_without_leave_is_a_fault(server):
    server.tell("exit")
    assert server.ended() == 1


def test_who_has_not_said_hello_is_refused_and_may_say_it_then():
    with Connection(SERVER) as server:
        assert error(server.ask(*QUESTION)) == -32002
        assert server.start({})["hoverProvider"] is True
        assert error(server.ask("initialize", {"capabilities": {}})) == -32600
        assert server.leave() == 0


@pytest.mark.parametrize(
    "method, params, code",
    [
        ("acquis/unheardOf", None, -32601),
        ("textDocument/hover", None, -32602),
        ("textDocument/hover", {"position": 1}, -32602),
        ("textDocument/hover", {"textDocument": {"uri": "file:///a.acq"}, "position": {"line": -1, "character": 0}}, -32602),
    ],
)
def test_a_question_that_cannot_be_understood_is_refused_and_the_next_is_answered(server, method, params, code):
    assert error(server.ask(method, params)) == code
    assert server.ask(*QUESTION)["result"] == []
    assert server.leave() == 0


def test_what_is_told_and_not_understood_is_passed_over(server):
    server.tell("acquis/unheardOf", {"a": 1})
    server.tell("$/unheardOf")
    server.tell("textDocument/didChange", {"textDocument": {"uri": "file:///not-open.acq", "version": 2}, "contentChanges": []})
    server.tell("textDocument/didClose", {"textDocument": {"uri": "file:///not-open.acq"}})
    server.tell("textDocument/didOpen", {"textDocument": 7})
    server.send({"jsonrpc": "2.0", "id": 4711, "result": "to no question"})
    assert server.ask(*QUESTION)["result"] == []
    assert server.leave() == 0


@pytest.mark.parametrize(
    "place",
    [
        {"uri": "file:///nowhere/at/all.acq"},
        {"uri": "untitled:Untitled-1"},
        {"uri": "https://example.com/a.acq"},
        {"uri": "file:///%FF%00.acq"},
    ],
)
def test_a_place_that_is_none_is_answered_with_nothing(server, place):
    far = {"line": 4294967295, "character": 4294967295}
    assert server.ask("textDocument/hover", {"textDocument": place, "position": far})["result"] is None
    assert server.leave() == 0


def test_messages_may_come_in_pieces_and_together(server):
    body = b'{"jsonrpc":"2.0","id":"one","method":"workspace/symbol","params":{"query":"near"}}'
    message = b"Content-Length: %d\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n%s" % (len(body), body)
    for byte in message:
        server.raw(bytes([byte]))
    assert server.hear() == {"jsonrpc": "2.0", "id": "one", "result": []}
    server.raw(message + message.replace(b'"one"', b'"two"'))
    assert {server.hear()["id"], server.hear()["id"]} == {"one", "two"}
    assert server.leave() == 0


@pytest.mark.parametrize(
    "code, data",
    [
        (-32700, b"Content-Length: 11\r\n\r\n{\"jsonrpc\":"),
        (-32700, b"Content-Length: 3\r\n\r\n\"\xff\""),
        (-32600, b"Content-Length: 2\r\n\r\n[]"),
    ],
)
def test_a_body_that_cannot_be_read_is_answered_and_the_next_message_as_ever(server, code, data):
    server.raw(data)
    answer = server.hear()
    assert (answer["id"], error(answer)) == (None, code)
    assert server.ask("workspace/symbol", {"query": "near"})["result"] == []
    assert server.leave() == 0


@pytest.mark.parametrize(
    "code, data",
    [
        (-32700, b"what is this\r\n\r\n"),
        (-32700, b"Content-Type: text/plain\r\n\r\n{}"),
        (-32700, b"Content-Length: -4\r\n\r\n{}"),
        (-32700, b"Content-Length: 99999999999999999999999\r\n\r\n{}"),
        (-32700, b"X: " + b"a" * 100_000 + b"\r\n\r\n"),
    ],
)
def test_what_has_no_head_is_called_so_and_the_next_message_is_found(server, code, data):
    server.raw(data)
    heard = [server.hear() for _ in range(3)]
    answers = [(message["id"], error(message)) for message in heard if "method" not in message]
    assert answers == [(None, code)]
    methods = sorted(message["method"] for message in heard if "method" in message)
    assert methods == ["window/logMessage", "window/showMessage"]
    assert server.ask("workspace/symbol", {"query": "near"})["result"] == []
    assert server.leave() == 0
