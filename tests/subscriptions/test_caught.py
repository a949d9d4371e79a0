"""A newsroom without a mail server keeps its letters in a folder, and its administrator reads them at the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client

from depesche.accounts.models import User
from depesche.accounts.roles import EDITOR
from depesche.subscriptions.channels import folder
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
BAD = '<p>Die Fähre</p><script>alert("x")</script>'


@pytest.fixture(autouse=True)
def letters_folder(settings: Any, tmp_path: Path) -> Path:
    """Where letters go."""
    settings.EMAIL_BACKEND = "depesche.subscriptions.channels.folder.Backend"
    settings.LETTERS_ROOT = tmp_path / "letters"
    return tmp_path / "letters"


@pytest.fixture
def administrator(client: Client) -> Client:
    """The browser of somebody who may do everything."""
    client.force_login(User.objects.create_superuser("chief@courier.example", "a long password of hers"))
    return client


def post(subject: str = "Die Fähre fährt", to: str = "mira@reader.example") -> str:
    """Send a letter; the name of its file."""
    letter = EmailMultiAlternatives(subject, "Hier: http://testserver/de/faehre/ & mehr", None, [to])
    letter.attach_alternative(BAD, "text/html")
    letter.send()
    return folder.names()[0]


def test_letters_are_files_that_nobody_else_reads(letters_folder: Path) -> None:
    name = post()
    [path] = letters_folder.iterdir()
    assert path.name == f"{name}.eml"
    assert (path.stat().st_mode & 0o777, letters_folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert folder.understood(path.read_bytes())["To"] == "mira@reader.example"


def test_an_administrator_reads_letters_as_html_as_text_and_as_source(administrator: Client) -> None:
    name = post()
    listed = administrator.get("/desk/letters/").content.decode()
    assert f'href="/desk/letters/{name}/"' in listed
    assert "mira@reader.example" in listed
    page = administrator.get(f"/desk/letters/{name}/").content.decode()
    assert f'<iframe sandbox src="/desk/letters/{name}/html/"' in page
    assert '<a href="http://testserver/de/faehre/"' in page
    assert "Content-Type: multipart/alternative" in page
    assert "<script>alert" not in page
    frame = administrator.get(f"/desk/letters/{name}/html/")
    assert "Die Fähre" in frame.content.decode()
    policy = frame["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.endswith("sandbox")
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


def test_a_letter_without_html_has_no_frame(administrator: Client) -> None:
    send_mail("Kurz", "Nur Text", None, ["mira@reader.example"])
    page = administrator.get(f"/desk/letters/{folder.names()[0]}/").content.decode()
    assert "Nur Text" in page
    assert "<iframe" not in page


def test_nobody_but_administrators_sees_letters_since_they_open_accounts(client: Client) -> None:
    name = post()
    somebody = User.objects.create_user("desk@courier.example", "a long password of his", is_staff=True)
    somebody.groups.add(Group.objects.get(name=EDITOR))
    addresses = ["/desk/letters/", f"/desk/letters/{name}/", f"/desk/letters/{name}/html/"]
    assert {client.get(address).status_code for address in addresses} == {302}, "strangers sign in"
    client.force_login(somebody)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in (302, 403)
        assert "mira@reader.example" not in answer.content.decode()
    assert "/desk/letters/" not in client.get("/desk/").content.decode()


def test_the_menu_leads_there_only_while_there_is_no_mail_server(administrator: Client, settings: Any) -> None:
    name = post()
    assert "/desk/letters/" in administrator.get("/desk/").content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert "/desk/letters/" not in administrator.get("/desk/").content.decode()
    for address in ("/desk/letters/", f"/desk/letters/{name}/", f"/desk/letters/{name}/html/"):
        assert administrator.get(address).status_code == 404


@pytest.mark.parametrize("name", ["..", "../keys/secret_key", "/etc/passwd", "x", "", "0" * 20 + "-..", "letter.eml"])
def test_a_name_never_leads_out_of_the_folder(name: str, letters_folder: Path, administrator: Client) -> None:
    post()
    (letters_folder.parent / "keys").mkdir()
    (letters_folder.parent / "keys" / "secret_key.eml").write_text("secret")
    assert folder.read(name) is None
    answer = administrator.get(f"/desk/letters/{name}/html/")
    assert answer.status_code in (301, 404)
    assert b"secret" not in answer.content


def test_the_oldest_go_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch, noon: Any) -> None:
    monkeypatch.setattr(folder, "MOST", 3)
    for number in range(5):
        noon.move_to(make.NOON.replace(minute=number))
        post(f"Nummer {number}")
    kept = [folder.understood(folder.read(name) or b"")["Subject"] for name in folder.names()]
    assert kept == ["Nummer 4", "Nummer 3", "Nummer 2"]
