"""Runs the client tests against the release build, in an environment of their own with pinned packages."""

import os
import pathlib
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def main() -> int:
    home = ROOT / ".build" / "clients-venv"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
    subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(HERE / "requirements.txt")],
        check=True)
    environment = dict(os.environ)
    environment.setdefault("COLONNADE_BINARY", str(ROOT / ".build" / "release" / "colonnade"))
    return subprocess.run(
        [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", str(HERE), *sys.argv[1:]], cwd=HERE,
        env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
