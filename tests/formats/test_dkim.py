"""Signatures of letters, verified by a hand that is not ours."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import dkim as verifier
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.formats import dkim

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
LETTER = (
    b"From: Courier <news@courier.example>\r\nTo: mira@reader.example\r\nSubject: The   ferry\r\n  sails\r\n"
    b"List-Unsubscribe: <https://courier.example/end>\r\n\r\nAt last.  \r\nIt sails.\r\n\r\n\r\n"
)
KEYS = {kind: dkim.read_key(dkim.make_key(kind)) for kind in ("rsa", "ed25519")}
KINDS = pytest.mark.parametrize("kind", KEYS)


def signed(letter: bytes, kind: str = "ed25519") -> bytes:
    """The letter with its signature."""
    return dkim.signature(letter, domain="courier.example", selector="s1", key=KEYS[kind], at=AT) + letter


def holds(letter: bytes, kind: str = "ed25519", record: str = "") -> bool:
    """Whether a mail server that finds our record finds the signature good."""

    def dns(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"s1._domainkey.courier.example."
        return (record or dkim.record(KEYS[kind])).encode()

    verdict: bool = verifier.verify(letter, dnsfunc=dns)
    return verdict


@KINDS
def test_a_letter_is_signed_so_that_others_can_verify_it(kind: str) -> None:
    assert holds(signed(LETTER, kind), kind)
    assert not holds(signed(LETTER, kind).replace(b"At last", b"At least"), kind)
    assert not holds(signed(LETTER, kind).replace(b"courier.example/end", b"other.example/end"), kind)


@KINDS
def test_another_key_verifies_nothing(kind: str) -> None:
    assert not holds(signed(LETTER, kind), record=dkim.record(dkim.read_key(dkim.make_key(kind))))


@pytest.mark.parametrize("name", dkim.SIGNED)
def test_no_header_can_be_added_above_those_that_were_signed(name: str) -> None:
    assert not holds(name.encode() + b": somebody else\r\n" + signed(LETTER))


def test_servers_may_fold_lines_and_change_spaces_on_the_way() -> None:
    folded = (
        signed(LETTER).replace(b"The   ferry\r\n  sails", b"The ferry sails").replace(b"At last.  \r", b"At last.\r")
    )
    assert holds(folded.replace(b"From: Courier", b"From:\r\n Courier"))


@given(
    st.lists(st.tuples(st.sampled_from((*dkim.SIGNED, "X-Other")), st.text("ab \t:;=", max_size=90)), max_size=12),
    st.lists(st.text("ab \t.\u00e4", max_size=60), max_size=8),
)
def test_whatever_a_letter_says_its_signature_holds(headers: list[tuple[str, str]], lines: list[str]) -> None:
    head = b"".join(f"{name}: x{value}x\r\n".encode() for name, value in headers)
    assert holds(
        signed(b"From: news@courier.example\r\n" + head + b"\r\n" + "".join(f"{line}\r\n" for line in lines).encode())
    )


def test_an_empty_text_is_as_the_standard_says() -> None:
    assert dkim.relaxed_body(b"") == b""
    assert dkim.relaxed_body(b" C \r\nD \t E\r\n\r\n\r\n") == b" C\r\nD E\r\n"


def test_the_lines_of_the_signature_are_short() -> None:
    assert max(map(len, signed(LETTER, "rsa").split(b"\r\n"))) <= 78


def test_a_long_record_stands_in_strings_that_the_dns_can_hold() -> None:
    line = dkim.zone_line(KEYS["rsa"], selector="s1", domain="courier.example")
    assert line.startswith('s1._domainkey.courier.example. IN TXT ( "v=DKIM1; k=rsa; p=')
    strings = line.split('"')[1::2]
    assert "".join(strings) == dkim.record(KEYS["rsa"])
    assert max(map(len, strings)) <= 255


@pytest.mark.parametrize(
    "pem",
    [b"", b"nothing", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"\xff\x00"],
)
def test_what_is_no_private_key_is_refused(pem: bytes) -> None:
    with pytest.raises(dkim.NoKey):
        dkim.read_key(pem)


def test_keys_that_nobody_would_verify_are_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    other: Any = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(dkim.NoKey):
        dkim.read_key(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def test_the_record_of_an_ed25519_key_is_its_32_bytes() -> None:
    assert len(base64.b64decode(dkim.record(KEYS["ed25519"]).partition("p=")[2])) == 32
