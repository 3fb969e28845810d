"""nginx with the finished file, where it is installed: what the machine can do."""

import contextlib
import getpass
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from app.cli.bench.bare import Finished
from app.cli.bench.processes import Cores, free_port, running
from app.cli.bench.wire import Target

_CONFIG = """\
%(user)s
daemon off;
worker_processes 1;
pid %(folder)s/nginx.pid;
error_log %(folder)s/nginx.log;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=2000;
  default_type application/json;
  client_body_temp_path %(folder)s/t1;
  proxy_temp_path %(folder)s/t2;
  fastcgi_temp_path %(folder)s/t3;
  uwsgi_temp_path %(folder)s/t4;
  scgi_temp_path %(folder)s/t5;
  server {
    listen 127.0.0.1:%(port)d;
    root %(folder)s/files;
  }
}
"""


def find() -> str | None:
    """Find nginx, also where a user's path does not lead."""
    path = os.pathsep.join((os.defpath, "/usr/sbin", "/usr/local/sbin"))
    return shutil.which("nginx") or shutil.which("nginx", path=path)


@contextlib.contextmanager
def serving(
    folder: Path, answers: dict[str, Finished], *, cores: Cores
) -> Iterator[Target | None]:
    """Serve the bodies as files; gives None where there is no nginx."""
    program = find()
    if program is None:
        yield None
        return
    (folder / "files").mkdir()
    for name, answer in answers.items():
        (folder / "files" / name.lstrip("/")).write_bytes(answer.body)
    port, config = free_port(), folder / "nginx.conf"
    # As root its worker would become somebody who cannot read the folder.
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    values = {"folder": folder, "port": port, "user": user}
    config.write_text(_CONFIG % values, encoding="utf-8")
    command = [program, "-p", str(folder), "-c", str(config)]
    with running(
        command, port=port, log=folder / "nginx.out", wanted=cores.server
    ) as pid:
        yield Target("127.0.0.1", port, pid=pid)
