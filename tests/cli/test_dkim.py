"""``depesche dkim``: a key, the record to publish, and a check that knows it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_a_key_is_made_once_and_its_record_printed_each_time(run: Run, tmp_path: Path) -> None:
    run("new", begun=True)
    from_us = {"DEPESCHE_EMAIL_FROM": "Courier <news@courier.example>"}
    made = run("dkim", "news1", **from_us)
    key = tmp_path / "newsroom" / "keys" / "dkim-news1.pem"
    assert made.returncode == 0, made.stderr
    assert 'news1._domainkey.courier.example. IN TXT ( "v=DKIM1; k=rsa; p=' in made.stdout
    assert "DEPESCHE_DKIM_SELECTORS=news1\n" in made.stdout
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_bytes()
    again = run("dkim", "news1", "--type", "ed25519", **from_us)
    assert (again.stdout, key.read_bytes()) == (made.stdout, before)
    both = run("dkim", "news2", "--type", "ed25519", DEPESCHE_DKIM_SELECTORS="news1", **from_us)
    assert "k=ed25519; p=" in both.stdout
    assert "DEPESCHE_DKIM_SELECTORS=news1,news2\n" in both.stdout

    assert run("check", DEPESCHE_DKIM_SELECTORS="news1,news2", **from_us).returncode == 0
    key.write_text("nothing")
    told = run("check", DEPESCHE_DKIM_SELECTORS="news1,news2", **from_us)
    assert told.returncode == 1
    assert "dkim-news1.pem" in told.stderr
    assert "holds no key" in run("dkim", "news1").stderr
    assert key.read_text() == "nothing"


def test_a_name_that_is_none_is_refused(run: Run) -> None:
    run("new", begun=True)
    refused = run("dkim", "../news")
    assert refused.returncode == 2
    assert "news1" in refused.stderr
