"""`dragoman serve`: an address, a server, and a browser that opens it."""

from __future__ import annotations

import errno
import socket
import threading
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path

import uvicorn

from dragoman.errors import UsageError
from dragoman.web.app import create_app
from dragoman.web.safety import ANY_ADDRESS
from dragoman.web.workbench import LOOPBACK, Workbench

DEFAULT_PORT = 8571
_SHORTEST_PASSWORD = 8


def serve(
    db: Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    read_only: bool = False,
    password: str | None = None,
    open_browser: bool = True,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve a dataset until interrupted.

    Args:
        host: the address to listen on.
        port: by default DEFAULT_PORT, or a free one where that is taken.
        password: what visitors must know; demanded where others than this machine can reach it.
        announce: called with the address of the workbench once it can be reached.

    Raises:
        UsageError: there is no such file, address or free port, or a password is missing.
        StoreError: the file is not a dataset, or another program has it open.
    """
    _check_password(host, password)
    with _listening(host, port) as listener:
        app = create_app(db, read_only=read_only, password=password, allowed_hosts=_names_of(host))
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=3,
            )
        )
        address = f"http://{_shown(host)}:{listener.getsockname()[1]}/"
        threading.Thread(
            target=_greet,
            args=(server, app.state.workbench, address, announce, open_browser),
            daemon=True,
        ).start()
        with suppress(KeyboardInterrupt):  # which is how it is meant to end
            server.run(sockets=[listener])


def _greet(
    server: uvicorn.Server,
    bench: Workbench,
    address: str,
    announce: Callable[[str], None],
    open_browser: bool,
) -> None:
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.02)
    announce(address)
    if open_browser:
        webbrowser.open(address)
    _warm(bench)


def _warm(bench: Workbench) -> None:
    """Load what takes long before someone waits for it."""
    for name in ("networkx", "ruptures"):
        import_module(name)


def _check_password(host: str, password: str | None) -> None:
    if password is not None and len(password) < _SHORTEST_PASSWORD:
        raise UsageError(f"a password has at least {_SHORTEST_PASSWORD} characters")
    if password is None and not _is_loopback(host):
        raise UsageError(
            f"others could reach the workbench at {host}: protect it by --password, or by"
            " DRAGOMAN_PASSWORD in the environment, where other users of this machine cannot see it"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK


def _names_of(host: str) -> set[str]:
    """By what names the server may be called: see `safety.is_allowed_host`."""
    if _is_loopback(host):
        return {*LOOPBACK, host}
    return {
        *LOOPBACK,
        host.lower(),
        socket.gethostname().lower(),
        socket.getfqdn().lower(),
        ANY_ADDRESS,
    }


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _listening(host: str, port: int | None) -> socket.socket:
    """A socket that listens at the port asked for, or by default at the usual or a free one."""
    for wanted in [port] if port is not None else [DEFAULT_PORT, 0]:
        try:
            return _bound(host, wanted)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and port is None:
                continue
            raise UsageError(_no_listening(host, wanted, error)) from error
    raise UsageError(f"no port of {host} is free")


def _bound(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    family, kind, protocol, _, address = found[0]
    # Without the protocol, asyncio leaves Nagle's algorithm on, and each answer waits for 40 ms.
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def _no_listening(host: str, port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return f"there is no host {host!r}: give an address of this machine, such as 127.0.0.1"
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use: give another with --port, or none for a free one"
    if error.errno == errno.EACCES:
        return f"no permission to listen at port {port}: give one above 1023"
    return f"cannot listen at {host}, port {port}: {error.strerror}"
