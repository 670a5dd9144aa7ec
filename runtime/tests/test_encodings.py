"""Every byte and every two bytes mean what they do in the TypeScript runner (`test/landing/encodings.test.ts`)."""

import hashlib
import json
from pathlib import Path

import pytest

from fixloop_runtime.decode import decode_strictly

DIGESTS = json.loads((Path(__file__).parents[2] / "test" / "landing" / "encodings.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("encoding", DIGESTS)
def test_every_byte(encoding: str):
    digest = hashlib.sha256()
    for first in range(256):
        for data in (bytes([first]), *(bytes([first, second]) for second in range(256))):
            text = decode_strictly(encoding, data)
            digest.update(("-" if text is None else text).encode() + b"\n")
    assert digest.hexdigest() == DIGESTS[encoding]


def test_no_character_is_replaced():
    for encoding in DIGESTS:
        for byte in range(256):
            assert "\ufffd" not in (decode_strictly(encoding, bytes([byte])) or "")
