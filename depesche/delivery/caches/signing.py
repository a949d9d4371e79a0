"""Signing a call for Amazon (AWS Signature Version 4, docs.aws.amazon.com/IAM, “Create a signed AWS API request”)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256


def signed(
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    user: str,
    secret: str,
    at: datetime,
    region: str = "us-east-1",
    service: str = "cloudfront",
) -> dict[str, str]:
    """The headers of a call without a query, with the date and the signature.  ``at`` is in UTC."""
    sent = {name.lower(): value for name, value in headers.items()} | {"x-amz-date": f"{at:%Y%m%dT%H%M%SZ}"}
    names = ";".join(sorted(sent))
    lines = "".join(f"{name}:{sent[name].strip()}\n" for name in sorted(sent))
    asked = "\n".join([method, path, "", lines, names, sha256(body).hexdigest()])
    scope = f"{at:%Y%m%d}/{region}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", sent["x-amz-date"], scope, sha256(asked.encode()).hexdigest()])
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    said = f"AWS4-HMAC-SHA256 Credential={user}/{scope}, SignedHeaders={names}, Signature={signature}"
    return sent | {"authorization": said}
