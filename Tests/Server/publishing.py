"""Publishes index generations and checkpoints in a copy of a project, as a training run does: whole, by one rename.

Used by swap.py.
"""
import hashlib
import json
import os
import pathlib
import shutil

KEPT = 3


def linked(source, target):
    """Copies a folder; files are linked where that can be, for nothing is written into them."""
    def link(file, copy):
        try:
            os.link(file, copy)
        except OSError:
            shutil.copy2(file, copy)
    shutil.copytree(source, target, copy_function=link)


def replace(file, data):
    """Writes a file anew beside its former self, which may be linked elsewhere."""
    aside = file.with_name(f".{file.name}.new")
    aside.write_bytes(data)
    os.replace(aside, file)


def changed(folder, name, data):
    """Replaces a file of a published folder, and its line in the folder's list."""
    replace(folder / name, data)
    listing = folder / "FILES.json"
    entries = json.loads(listing.read_text())
    entries[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    replace(listing, json.dumps(entries, indent=2, sort_keys=True).encode())


def point(folder, name):
    replace(folder / "CURRENT", f"{name}\n".encode())


def remove(folder):
    """Renamed first, so that no reader takes a half-removed folder for whole."""
    if folder.exists():
        aside = folder.with_name(f".outdated-{folder.name}")
        folder.rename(aside)
        shutil.rmtree(aside)


class Generations:
    """The index of a copied project; each generation that is published is the one before last again."""

    def __init__(self, folder):
        self.folder = folder
        self.first = self.number = int((folder / "CURRENT").read_text().strip().removeprefix("gen-"))
        plain = folder / f"gen-{self.number:04d}"
        manifest = json.loads((plain / "manifest.json").read_text())
        self.moved = folder / ".moved"
        linked(plain, self.moved)
        row = 4 * manifest["width"]
        vectors = (plain / "vectors.f32").read_bytes()
        size = row * manifest["count"]
        # Row i of the moved generation is row i - 1 of the plain one.
        changed(self.moved, "vectors.f32", vectors[size - row:size] + vectors[:size - row] + vectors[size:])
        self.plain = folder / ".plain"
        linked(plain, self.plain)

    @classmethod
    def copied(cls, project, target):
        """The index of a copy that holds what is served, and nothing that is only trained with."""
        project, target = pathlib.Path(project), pathlib.Path(target)
        target.mkdir(parents=True)
        for name in ("corpus", "lexical"):
            linked(project / name, target / name)
        for run in ("pretrain", "finetune"):
            (target / run / "checkpoints").mkdir(parents=True)
            for name in ("config.yaml", "metrics.jsonl"):
                if (project / run / name).exists():
                    shutil.copy2(project / run / name, target / run / name)
            current = (project / run / "checkpoints" / "CURRENT").read_text().strip()
            linked(project / run / "checkpoints" / current, target / run / "checkpoints" / current)
            point(target / run / "checkpoints", current)
        index = "finetune/index" if (project / "finetune" / "index" / "CURRENT").exists() else "pretrain/index"
        (target / index).mkdir(parents=True)
        current = (project / index / "CURRENT").read_text().strip()
        linked(project / index / current, target / index / current)
        point(target / index, current)
        return cls(target / index)

    def is_moved(self, number):
        return (number - self.first) % 2 == 1

    def publish(self):
        """The next generation's number, which readers open from now on."""
        self.number += 1
        name = f"gen-{self.number:04d}"
        aside = self.folder / f".{name}.partial"
        linked(self.moved if self.is_moved(self.number) else self.plain, aside)
        manifest = json.loads((aside / "manifest.json").read_text()) | {"number": self.number}
        changed(aside, "manifest.json", json.dumps(manifest, indent=2, sort_keys=True).encode())
        aside.rename(self.folder / name)
        point(self.folder, name)
        remove(self.folder / f"gen-{self.number - KEPT:04d}")
        return self.number


class Checkpoints:
    """The checkpoints of a copied run; each that is published has the weights of the one before."""

    def __init__(self, run):
        self.folder = run / "checkpoints"
        self.name = (self.folder / "CURRENT").read_text().strip()

    def publish(self):
        """The next checkpoint's name, which readers open from now on."""
        former = self.folder / self.name
        state = json.loads((former / "state.json").read_text())
        state["step"] += 1
        self.name = f"step-{state['step']:08d}"
        aside = self.folder / f".{self.name}.partial"
        linked(former, aside)
        changed(aside, "state.json", json.dumps(state, sort_keys=True).encode())
        aside.rename(self.folder / self.name)
        point(self.folder, self.name)
        for outdated in sorted(self.folder.glob("step-*"))[:-KEPT]:
            remove(outdated)
        return self.name
