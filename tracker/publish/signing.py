"""Signatures of bundles: Ed25519 keys in files, and as the one line of text in which a public one is passed on."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tracker.errors import ConfigError, UsageError
from tracker.publish.new_file import SECRET, new_file

ALGORITHM = "ed25519"
_SETTING = "TRACKER_SIGNING_KEY_FILE"
_LARGEST = 10_000
_KEY_BYTES = 32


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """Who vouches for a manifest: `public_key` and `signature` are Base64 of the raw bytes. All three are None where nobody does."""

    algorithm: str | None = None
    public_key: str | None = None
    signature: str | None = None


def new_key(path: Path) -> str:
    """Make a key, keep the private half in a new file that its owner alone may read, and answer the public half as text."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with new_file(path, SECRET) as stream:
        stream.write(pem)
    return _text(key.public_key())


def sign(manifest: bytes, key_file: Path | None) -> Signature:
    """The signature on a manifest, or that there is none. Raises `ConfigError` where the key cannot be used."""
    if key_file is None:
        return Signature()
    key = _private_key(key_file)
    return Signature(algorithm=ALGORITHM, public_key=_text(key.public_key()), signature=_base64(key.sign(manifest)))


def is_signed_by(manifest: bytes, signature: Signature, public: str) -> bool:
    """Whether the holder of a public key signed these very bytes."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature.signature or "", validate=True), manifest)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def public_key(given: str) -> str:
    """A public key as text, from that text itself or from a PEM file. Raises `UsageError` where it is neither."""
    text = given.strip()
    try:
        if len(base64.b64decode(text, validate=True)) == _KEY_BYTES:
            return text
    except (binascii.Error, ValueError):
        pass
    try:
        found = serialization.load_pem_public_key(_read(Path(given)))
    except OSError as error:
        raise UsageError(
            f"--key {given}: neither a public key as `tracker export --new-key` prints it nor a file that can be read"
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(f"--key {given}: is no PEM file of a public key") from error
    if not isinstance(found, Ed25519PublicKey):
        raise UsageError(f"--key {given}: is a key of another kind than Ed25519")
    return _text(found)


def _private_key(path: Path) -> Ed25519PrivateKey:
    advice = "make one with tracker export --new-key FILE"
    try:
        found = serialization.load_pem_private_key(_read(path), None)
    except OSError as error:
        raise ConfigError(f"{path}: the key cannot be read: {error.strerror or error}; {advice}", key=_SETTING) from error
    except TypeError as error:
        raise ConfigError(f"{path}: the key is locked with a passphrase; name one that is not", key=_SETTING) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ConfigError(f"{path}: is no PEM file of a private key; {advice}", key=_SETTING) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise ConfigError(f"{path}: is a key of another kind than Ed25519; {advice}", key=_SETTING)
    return found


def _read(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_LARGEST)


def _text(key: Ed25519PublicKey) -> str:
    return _base64(key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
