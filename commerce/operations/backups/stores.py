"""Where backups lie: a folder of this machine, and a bucket of an S3-compatible store."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol, cast
from urllib.parse import urlsplit

from obstore.exceptions import BaseError
from obstore.store import S3Store

from commerce.operations.backups.errors import BackupTrouble, DamagedBackup, NoBackup
from commerce.operations.backups.manifest import DUMP, KEY, MANIFEST, Manifest, read_manifest
from commerce.settings import BucketSettings, Settings

_CHUNK = 8 * 1024 * 1024
_LEAVING = ".gone"


class Store(Protocol):
    """A place for backups; one is there once its manifest is."""

    name: str

    def manifests(self) -> Sequence[Manifest]:
        """Of all that are whole, the newest first. Raises BackupTrouble."""
        ...

    def put(self, backup: Path) -> None:
        """Keep the backup of that folder. Raises BackupTrouble."""
        ...

    def fetch(self, name: str, into: Path) -> Path:
        """A folder of this machine that holds it, `into` where it has to be brought."""
        ...

    def remove(self, name: str) -> None:
        """Let it go."""
        ...


class FolderStore:
    """A folder; a disk that is mounted there, too."""

    name = "folder"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def manifests(self) -> Sequence[Manifest]:
        found = [read_manifest(file.read_bytes()) for file in self.folder.glob(f"[!.]*/{MANIFEST}")]
        return sorted(found, key=lambda one: one.taken_at, reverse=True)

    def put(self, backup: Path) -> None:
        """It was made here."""

    def fetch(self, name: str, into: Path) -> Path:
        return self.folder / name

    def remove(self, name: str) -> None:
        leaving = self.folder / f".{name}{_LEAVING}"
        (self.folder / name).rename(leaving)  # at once: half a backup is never seen
        shutil.rmtree(leaving)


class BucketStore:
    """A bucket of an S3-compatible store, below a prefix."""

    name = "s3"

    def __init__(self, told: BucketSettings) -> None:
        endpoint = told.endpoint or f"https://s3.{told.region}.amazonaws.com"
        # Some stores want the bucket in the host's name; then the endpoint is given with it.
        hosted = (urlsplit(endpoint).hostname or "").startswith(f"{told.bucket}.")
        self._objects = S3Store(
            told.bucket,
            prefix=told.prefix or None,
            endpoint=endpoint,
            region=told.region,
            access_key_id=told.key_id,
            secret_access_key=told.secret,
            virtual_hosted_style_request=hosted,
            client_options={"allow_http": endpoint.startswith("http://")},
            retry_config={"max_retries": 3},
        )

    def manifests(self) -> Sequence[Manifest]:
        try:
            found = [
                read_manifest(bytes(self._objects.get(path).bytes()))
                for path in self._paths()
                if path.endswith(f"/{MANIFEST}")
            ]
        except (BaseError, OSError) as away:
            raise _away(away) from None
        return sorted(found, key=lambda one: one.taken_at, reverse=True)

    def put(self, backup: Path) -> None:
        try:
            for file in (DUMP, KEY, MANIFEST):  # the manifest last: with it the backup is there
                if (backup / file).exists():
                    self._objects.put(f"{backup.name}/{file}", backup / file)
        except (BaseError, OSError) as away:
            raise _away(away) from None

    def fetch(self, name: str, into: Path) -> Path:
        folder = into / name
        folder.mkdir(mode=0o700)
        try:
            self._bring(name, folder)
        except FileNotFoundError:
            raise DamagedBackup(f"{name}: a part of it is not in the bucket") from None
        except (BaseError, OSError) as away:
            raise _away(away) from None
        return folder

    def remove(self, name: str) -> None:
        try:
            for path in sorted(self._paths(name), key=lambda path: not path.endswith(MANIFEST)):
                self._objects.delete(path)
        except (BaseError, OSError) as away:
            raise _away(away) from None

    def _paths(self, name: str = "") -> list[str]:
        listed = cast("Iterable[list[dict[str, str]]]", self._objects.list(name or None))  # pyright: ignore[reportUnknownMemberType]
        return [one["path"] for some in listed for one in some]

    def _bring(self, name: str, folder: Path) -> None:
        for path in {f"{name}/{DUMP}", f"{name}/{MANIFEST}", *self._paths(name)}:
            file = folder / Path(path).name
            file.touch(mode=0o600)
            with file.open("wb") as content:
                for chunk in self._objects.get(path).stream(min_chunk_size=_CHUNK):
                    content.write(bytes(chunk))


def stores(told: Settings) -> list[Store]:
    """Every place that the settings name, the folder first."""
    backups = told.backups
    found: list[Store] = [FolderStore(backups.folder)]
    if backups.bucket:
        found.append(BucketStore(backups.bucket))
    return found


def store_at(told: Settings, place: str) -> Store:
    """The folder, the bucket ('s3'), or any other folder by its path. Raises NoBackup."""
    for store in stores(told):
        if store.name == place:
            return store
    if place == BucketStore.name:
        raise NoBackup("ALLHOURS_BACKUP_S3 is not set")
    return FolderStore(Path(place))


def chosen(store: Store, name: str) -> Manifest:
    """The backup of that name, or the newest one. Raises NoBackup."""
    found = store.manifests()
    for manifest in found:
        if name in ("newest", manifest.name):
            return manifest
    raise NoBackup(
        f"There is no backup {name} in {store.name}" if found else "There is no backup yet"
    )


def _away(error: Exception) -> BackupTrouble:
    """The first line says what; the rest is for the library's own developers."""
    return BackupTrouble(f"The bucket: {str(error).splitlines()[0][:300]}")
