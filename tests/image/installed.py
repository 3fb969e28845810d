"""What the image holds, made here without Docker: a wheel and what is locked.

The wheel is built and put with the packages of requirements/run.txt, those and no
others, into an environment outside the checkout, whose files nobody may write to. What
the lock names is copied from the environment of the tests, which holds the very same
versions, so that nothing is fetched.
"""

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
# Root gives up its rights; anybody else has none.
_NOBODY = 65534 if os.geteuid() == 0 else None
_PIN = re.compile(r"^([a-z0-9][^ \\]*(?: ; [^\\]+)?)", re.MULTILINE)
_NOT_NEEDED = (
    "__pycache__",
    "test",
    "site-packages",
    "idlelib",
    "tkinter",
    "ensurepip",
)


def instruction(name: str) -> list[str]:
    """Read the last CMD of the Dockerfile, or the one of its HEALTHCHECK."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    found = re.findall(rf"^{name}.*?(\[.*\])$", text, re.MULTILINE)
    command: list[str] = json.loads(found[-1])
    return command


@dataclass(frozen=True)
class Installed:
    """The program as the image has it; run by somebody without rights."""

    folder: Path
    data: Path

    def environ(self, **more: str) -> dict[str, str]:
        """Give the environment that the Dockerfile sets, and no other."""
        return {
            "PATH": f"{self.folder / 'venv/bin'}:/usr/bin:/bin",
            "PYTHONDONTWRITEBYTECODE": "1",
            "REJOINDER_DATA_DIR": str(self.data),
            # Of a copied interpreter, which looks for its library at the old place.
            "LD_LIBRARY_PATH": str(self.folder / "python" / "lib"),
            **more,
        }

    def start(self, command: list[str], **environ: str) -> subprocess.Popen[str]:
        """Start a command as the image's user would."""
        return subprocess.Popen(
            [shutil.which(command[0], path=self.environ()["PATH"]) or "", *command[1:]],
            env=self.environ(**environ),
            cwd=self.data,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            user=_NOBODY,
            group=_NOBODY,
        )

    def run(self, *command: str, **environ: str) -> str:
        """Run a command to its end, which must be a good one; gives its output."""
        process = self.start(list(command), **environ)
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0, output
        return output

    def files(self) -> dict[str, tuple[int, int]]:
        """List the files that must never change."""
        return {
            str(path): (path.stat().st_size, path.stat().st_mtime_ns)
            for path in self.folder.rglob("*")
            if path.is_file()
        }


def install(folder: Path) -> Installed:
    """Install into a folder that everybody may read, and nobody write to."""
    folder.chmod(0o755)
    python = _interpreter(folder)
    venv = folder / "venv"
    command = [str(python), "-m", "venv", "--without-pip", "--symlinks", str(venv)]
    subprocess.run(command, check=True)
    packages = next(venv.glob("lib/python*/site-packages"))
    for name in _locked():
        _copy_package(name, packages)
    _install_wheel(folder, venv)
    data = folder.with_name(f"{folder.name}-data")
    data.mkdir(mode=0o700)
    if _NOBODY is not None:
        os.chown(data, _NOBODY, _NOBODY)
    for path in [*folder.rglob("*"), folder]:
        if not path.is_symlink():
            path.chmod((path.stat().st_mode & ~0o222) | 0o444)
    return Installed(folder, data)


def _interpreter(folder: Path) -> Path:
    """Give a Python that somebody without rights may run: this one, or its copy."""
    name = f"bin/python{sys.version_info.major}.{sys.version_info.minor}"
    home = Path(sys.base_prefix)
    try:
        subprocess.run(
            [str(home / name), "-c", ""], check=True, user=_NOBODY, group=_NOBODY
        )
    except PermissionError:
        copy = folder / "python"
        shutil.copytree(home, copy, ignore=shutil.ignore_patterns(*_NOT_NEEDED))
        return copy / name
    return home / name


def _locked() -> list[str]:
    """Name the packages of the lock that this machine needs."""
    text = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    wanted = [Requirement(pin) for pin in _PIN.findall(text)]
    here = [each for each in wanted if each.marker is None or each.marker.evaluate()]
    for each in here:
        assert importlib.metadata.version(each.name) in each.specifier
    return [each.name for each in here]


def _copy_package(name: str, packages: Path) -> None:
    for file in importlib.metadata.files(name) or []:
        if ".." not in file.parts and "__pycache__" not in file.parts:
            target = packages / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.locate(), target)


def _install_wheel(folder: Path, venv: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    wheels = folder / "wheels"
    build = ["wheel", "--no-index", "--no-build-isolation", "--no-deps", "."]
    subprocess.run([*pip, *build, "--wheel-dir", str(wheels)], cwd=ROOT, check=True)
    (wheel,) = wheels.glob("*.whl")
    into = ["--python", str(venv / "bin" / "python"), "install", "--no-index"]
    subprocess.run([*pip, *into, "--no-deps", str(wheel)], check=True)
