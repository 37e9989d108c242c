"""Runs a script again inside an environment of its own that has what it compares with, in the versions it names."""
import pathlib
import subprocess
import sys
import venv

CACHE = pathlib.Path(__file__).resolve().parents[2] / ".cache"


def run_with(name, *packages):
    """Returns where the script runs inside `.cache/NAME` already; else makes that environment and runs it there."""
    folder = CACHE / name
    python = folder / "bin" / "python"
    if pathlib.Path(sys.prefix).resolve() == folder.resolve():
        return
    if not python.exists():
        venv.create(folder, with_pip=True)
    # One of the packages may lie among the wheels that set-up downloads.
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--only-binary=:all:", "--find-links", CACHE / "wheels", *packages],
        check=True,
    )
    sys.exit(subprocess.run([python, *sys.argv]).returncode)
