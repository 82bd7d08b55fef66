"""Reads ZIP archives that may have been built to hurt: nothing is written to a disk."""

import io
import stat
import struct
import zipfile
import zlib

from django.utils.translation import gettext as _

from courses.exchange.lines import FileRefused

MOST_ENTRIES = 2_000
LARGEST_UNPACKED = 60 * 1024 * 1024
CHUNK = 64 * 1024
NESTED = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".jar")
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def entries_of(data: bytes) -> dict[str, bytes]:
    """The files of the archive by their path; archives inside it are left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_entries(infos)
            return _contents(archive, infos)
    except BROKEN:
        raise FileRefused(_("The archive is broken and cannot be unpacked.")) from None


def _check_entries(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_ENTRIES:
        raise FileRefused(
            _("The archive has %(count)s entries; at most %(most)s are accepted.")
            % {"count": len(infos), "most": MOST_ENTRIES}
        )
    seen: set[str] = set()
    for info in infos:
        name = _path(info)
        if name.casefold() in seen:
            raise FileRefused(_("The archive holds “%s” twice.") % name[:100])
        seen.add(name.casefold())
        if info.flag_bits & 0x1:
            raise FileRefused(_("The archive is encrypted. Pack it without a password."))
        if stat.S_ISLNK(info.external_attr >> 16):
            raise FileRefused(
                _("The archive holds a link (“%s”); that is not accepted.") % name[:100]
            )
        if info.compress_type not in METHODS:
            raise FileRefused(
                _("The archive is packed in a way that is not accepted; use plain ZIP.")
            )


def _path(info: zipfile.ZipInfo) -> str:
    """The path with slashes; one that leads out of the archive is refused."""
    name = info.filename.replace("\\", "/")
    if name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/"):
        raise FileRefused(
            _("The archive holds a path that leads out of it (“%s”); that is not accepted.")
            % name[:100]
        )
    return "/".join(part for part in name.split("/") if part not in {"", "."})


def _contents(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    found, room = {}, LARGEST_UNPACKED
    for info in infos:
        name = _path(info)
        if info.is_dir() or name.casefold().endswith(NESTED):
            continue
        content = _unpacked(archive, info, room)
        room -= len(content)
        if not content.startswith(b"PK\x03\x04"):
            found[name] = content
    return found


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> bytes:
    """What the entry really holds, whatever size it claims; never more than there is room for."""
    parts, size = [], 0
    with archive.open(info) as entry:
        while chunk := entry.read(CHUNK):
            size += len(chunk)
            if size > room:
                raise FileRefused(
                    _("Unpacked, the archive is larger than %s MB.")
                    % (LARGEST_UNPACKED // (1024 * 1024))
                )
            parts.append(chunk)
    return b"".join(parts)
