"""Which statements of a package can run where a name of one of its modules is used."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from .module import Imported, Module, Statement, read

Name = tuple[Path, str]


class Package:
    """The modules below a folder, each read once."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.module = cache(read)
        self.files = cache(self._files)

    def _files(self, file: Path, imported: Imported) -> list[Path]:
        """The files that an import in `file` loads: the module's, and of one in it where it names one."""
        folder = file.parents[imported.level - 1]
        folder = folder.joinpath(*imported.path.split(".")) if imported.path else folder
        outer, inner = module_file(folder), module_file(folder / imported.name)
        if outer is None:
            raise ValueError(f"{file} imports {folder}, which is not there")
        if inner is None:
            return [outer]
        # A package that binds the name gives what it binds, unless that is the module in it.
        bound = self.module(outer)
        own = bound.imported.get(imported.name) == Imported(1, "", imported.name)
        return [outer, inner] if own or imported.name not in bound.names else [outer]


def module_file(path: Path) -> Path | None:
    """The file of the module at `path`, which is one or a package; None where there is none."""
    for file in (path / "__init__.py", path.with_name(f"{path.name}.py")):
        if file.is_file():
            return file
    return None


class Reach:
    """All that follows from names of modules: the statements that bind them, what these name in turn, and
    what every module does when it is imported on the way.

    Names are followed wherever they stand, also where a local one hides them: too much rather than too
    little. What is looked up by a text (`getattr`, `importlib`) is not seen. `stop` are names that are not
    followed.
    """

    def __init__(self, package: Package, stop: Collection[Name] = ()) -> None:
        self._package = package
        self._seen: set[Name] = set(stop)
        self._loaded: set[Path] = set()
        self._said: set[tuple[str, int, str]] = set()

    def copy(self) -> Reach:
        """Another that goes on from here by itself."""
        other = Reach(self._package)
        other._seen, other._loaded, other._said = set(self._seen), set(self._loaded), set(self._said)
        return other

    @property
    def files(self) -> set[str]:
        """The files of the statements so far, by their paths in the package."""
        return {file for file, _, _ in self._said}

    def digest(self) -> str:
        """SHA-256 of all statements so far, in the order of files and of places in them."""
        lines = [f"{file} {text}" for file, _, text in sorted(self._said)]
        return sha256("\n".join(lines).encode()).hexdigest()

    def load(self, file: Path) -> None:
        """Adds what runs when the module in `file` is imported."""
        self._follow(self._load(file))

    def follow(self, file: Path, name: str) -> None:
        """Adds what can run where `name` of the module in `file` is used."""
        self._follow([(file, name)])

    def _follow(self, names: Iterable[Name]) -> None:
        waiting = list(names)
        while waiting:
            file, name = at = waiting.pop()
            if at in self._seen:
                continue
            self._seen.add(at)
            waiting += self._load(file)
            module = self._package.module(file)
            for statement in module.bound.get(name, []):
                waiting += self._add(module, statement)
            if name in module.imported:
                waiting += self._target(module, module.imported[name], None)

    def _load(self, file: Path) -> Iterator[Name]:
        """What the import of a module uses: of it, of the packages around it, and of all that it imports."""
        if file in self._loaded:
            return
        self._loaded.add(file)
        around = file.parents[1 if file.name == "__init__.py" else 0] / "__init__.py"
        if around.is_file() and around.is_relative_to(self._package.root):
            yield from self._load(around)
        module = self._package.module(file)
        for statement in module.runs:
            yield from self._add(module, statement)
        for imported in module.imported.values():
            for path in self._package.files(file, imported):
                yield from self._load(path)

    def _add(self, module: Module, statement: Statement) -> Iterator[Name]:
        """Notes a statement, and gives the names that it uses."""
        file = module.file.relative_to(self._package.root).as_posix()
        self._said.add((file, statement.index, statement.text))
        known = {**module.imported, **statement.imports}
        for name, attribute in statement.uses:
            if name in known:
                yield from self._target(module, known[name], attribute)
            elif name in module.bound:
                yield module.file, name

    def _target(self, module: Module, imported: Imported, attribute: str | None) -> Iterator[Name]:
        """What an imported name stands for: a name of a module; or a module, of that `attribute` or all."""
        files = self._package.files(module.file, imported)
        for path in files:
            yield from self._load(path)
        if len(files) == 1:
            yield files[0], imported.name
            return
        target = self._package.module(files[1])
        is_package = files[1].name == "__init__.py"
        inner = module_file(files[1].parent / attribute) if attribute and is_package else None
        if attribute in target.names:
            yield files[1], str(attribute)
        elif inner:
            yield from self._load(inner)
            for name in self._package.module(inner).names:
                yield inner, name
        else:
            for name in target.names:
                yield files[1], name
