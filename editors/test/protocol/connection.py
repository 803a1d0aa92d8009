"""A server and the bytes that go to it and come from it, for what no library of a client would send."""

import contextlib
import json
import queue
import subprocess
import threading


class Connection:
    """A server that was just started."""

    def __init__(self, server: str):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen([server, "lsp"], **pipes)
        self.heard: queue.Queue = queue.Queue()
        self.last = 0
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        output = self.process.stdout
        while line := output.readline():
            length = 0
            while line.strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                line = output.readline()
            self.heard.put(json.loads(output.read(length)))
        self.heard.put(None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.listener.join()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            # What the server has not read is lost, as it should be.
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def raw(self, data: bytes) -> None:
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message) -> None:
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def tell(self, method: str, params=None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def hear(self):
        """The next message; nothing when the server has closed the connection."""
        return self.heard.get(timeout=60)

    def ask(self, method: str, params=None) -> dict:
        """The whole answer to a question. What the server asks in the meantime is answered with nothing."""
        self.last += 1
        self.send({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params})
        while True:
            message = self.hear()
            assert message is not None, "the server is gone"
            if "method" not in message:
                assert message["id"] == self.last
                return message
            if "id" in message:
                self.send({"jsonrpc": "2.0", "id": message["id"], "result": None})

    def start(self, capabilities: dict, **more) -> dict:
        """Says who asks; gives what is offered."""
        answer = self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities, **more})
        self.tell("initialized", {})
        return answer["result"]["capabilities"]

    def leave(self) -> int:
        """Takes leave as agreed; gives the exit code."""
        assert self.ask("shutdown")["result"] is None
        self.tell("exit")
        return self.ended()

    def said(self) -> str:
        """What a server that has ended has written beside its messages."""
        return self.process.stderr.read().decode()

    def ended(self) -> int:
        return self.process.wait(timeout=60)
