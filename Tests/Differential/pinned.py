"""Runs a script again inside an environment of its own that has what it compares with, in the versions it names."""
import importlib.metadata
import pathlib
import subprocess
import sys
import venv

CACHE = pathlib.Path(__file__).resolve().parents[2] / ".cache"


def is_here(requirement):
    """Whether the running Python has the package in exactly the version."""
    package, version = requirement.split("==")
    try:
        return importlib.metadata.version(package) == version
    except importlib.metadata.PackageNotFoundError:
        return False


def run_with(name, *packages):
    """Returns where the script has the packages already; else makes the environment `.cache/NAME` and runs it there."""
    folder = CACHE / name
    python = folder / "bin" / "python"
    if pathlib.Path(sys.prefix).resolve() == folder.resolve() or all(map(is_here, packages)):
        return
    if not python.exists():
        venv.create(folder, with_pip=True)
    # One of the packages may lie among the wheels that set-up downloads.
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--only-binary=:all:", "--find-links", CACHE / "wheels", *packages],
        check=True,
    )
    sys.exit(subprocess.run([python, *sys.argv]).returncode)
