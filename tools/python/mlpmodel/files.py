"""Model files on disk: read with every check, written so that a reader never sees half of one."""

import os
import stat
import tempfile
from pathlib import Path

from . import profile_reader, profile_writer, schema, seal
from .errors import ModelError
from .forward import verify
from .identity import identity
from .model import MultilayerPerceptron
from .settings import short

Pathlike = str | os.PathLike[str]
LIMIT = 4 << 30


def load(path: Pathlike, expected_identity: str | None = None, limit: int = LIMIT) -> MultilayerPerceptron:
    """The model of a file, every rule of SCHEMA.md checked but the verification rows: those are `verify`'s.

    With an identity the model is refused where its own is another. A file of more than `limit` bytes is refused.
    """
    try:
        return from_bytes(read(path, limit), expected_identity)
    except ModelError as error:
        raise ModelError(f"{os.fspath(path)}: {error}") from None


def from_bytes(data: bytes, expected_identity: str | None = None) -> MultilayerPerceptron:
    """The model of a file's bytes."""
    seal.check(data)
    model = schema.model(profile_reader.decoded(data))
    if expected_identity is not None and identity(model) != expected_identity.lower():
        raise ModelError(f"identity: found {identity(model)}, expected {expected_identity}; give the model that was meant")
    return model


def to_bytes(model: MultilayerPerceptron) -> bytes:
    """The file of a model, the same bytes for the same model. Raises ModelError where it breaks a rule."""
    data = seal.sealed(profile_writer.encoded(schema.tree(model)))
    # What the tree cannot tell, such as headers of more than 64 KiB, the reader does.
    from_bytes(data)
    return data


def write(model: MultilayerPerceptron, path: Pathlike) -> None:
    """Writes the model's file beside `path` and moves it there. Its verification rows must pass."""
    try:
        verify(model)
        data = to_bytes(model)
    except ModelError as error:
        raise ModelError(f"{os.fspath(path)}: not written: {error}") from None
    replace(Path(path), data)


def regular(path: Pathlike) -> None:
    """Refuses what is no regular file: opening a pipe or a device may wait forever."""
    try:
        is_regular = stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError) as error:
        detail = error.strerror if isinstance(error, OSError) else str(error)
        raise ModelError(f"{short(path)}: cannot be opened: {detail}") from None
    if not is_regular:
        raise ModelError(f"{short(path)}: found something other than a regular file, expected a model's file")


def read(path: Pathlike, limit: int) -> bytes:
    """The bytes of a regular file. A pipe or a device neither blocks nor is read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise ModelError(f"cannot be opened: {error.strerror}") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ModelError("found something other than a regular file, expected a model file")
        if status.st_size > limit:
            raise ModelError(f"found {status.st_size} bytes, expected at most {limit}; give a higher limit")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(status.st_size)
    finally:
        os.close(descriptor)


def replace(path: Path, data: bytes) -> None:
    """Puts a file in the place of `path` in one step, on disk before it returns."""
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask()
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with open(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(file.fileno(), mode)
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise ModelError(f"{path}: cannot be written: {error.strerror}; check the folder, its rights and free space") from None


def mask() -> int:
    found = os.umask(0o077)
    os.umask(found)
    return found
