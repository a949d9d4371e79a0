"""What somebody could send along to change what others get: names of headers, cookies and words of a query."""

from __future__ import annotations

# Headers that servers, frameworks, networks and their tools have listened to.
_NAMES = """
accept accept-charset accept-datetime accept-encoding accept-language age alt-used authorization cache-control
cdn-loop client-ip connection content-encoding content-language content-length content-location content-range
content-type date device-memory dnt downlink dpr early-data ect etag expect expires forwarded from
host-override http-host if-match if-modified-since if-none-match if-range if-unmodified-since keep-alive
last-modified link location max-forwards method-override nel origin path-info pragma prefer priority proxy
proxy-authorization proxy-connection proxy-host purpose query-string range real-ip referer remote-addr
remote-user request-uri rewrite-url rtt save-data script-name sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform
sec-ch-prefers-color-scheme sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-gpc sec-purpose
sec-websocket-key server-name server-port service-worker ssl strict-transport-security surrogate-capability
surrogate-control surrogate-key te timing-allow-origin trailer traceparent tracestate transfer-coding
true-client-ip upgrade upgrade-insecure-requests url url-scheme user-agent vary via viewport-width want-digest
warning width xkey xroxy-connection ali-cdn-real-ip amp-cache-transform cf-connecting-ip cf-ipcountry cf-ray
cf-visitor cf-worker cloudfront-forwarded-proto cloudfront-is-mobile-viewer cloudfront-viewer-country
edge-control fastly-client-ip fastly-ff fastly-ssl front-end-https akamai-origin-hop bunny-country
incap-client-ip litespeed-vary next-action next-router-prefetch next-router-state-tree rsc hx-request
hx-boosted turbo-frame wagtail-preview ghost-preview preview drupal-cache-tags wordpress-nonce correlation-id
request-id requested-with csrf-token csrftoken http-method-override host original-host original-url
original-uri forwarded-host forwarded-for forwarded-proto forwarded-port forwarded-prefix forwarded-scheme
forwarded-server forwarded-ssl forwarded-user
"""
# Words that trackers add, and that frameworks and other publishing systems read.
_WORDS = """
utm_source utm_medium utm_campaign utm_content utm_term fbclid gclid msclkid mc_cid mc_eid ref page p preview
preview_id draft mode edit format _format view theme lang language locale hl edition callback jsonp cb nocache
cache debug __debug__ token key api_key auth session sessionid csrfmiddlewaretoken _method method q s search
order sort limit offset after cursor id slug amp output type feed rss_token Before BEFORE before[]
"""
_BEFORE = ("", "x-", "x-original-", "x-forwarded-", "x-http-", "http-", "x-wagtail-", "x-ghost-")
VALUE = "poison.example"


def headers(count: int = 1_200) -> list[tuple[str, str]]:
    """So many names with a value that would be seen; the host itself is another matter."""
    names = dict.fromkeys(f"{before}{name}" for before in _BEFORE for name in _NAMES.split())
    names |= dict.fromkeys(name.replace("-", "_") for name in [*names] if "-" in name)
    names.pop("host", None)
    chosen = [*names][: count - 200] + [*names][-200:]
    assert len({*chosen}) == count, "too few names"
    return [(name, _value(name)) for name in chosen]


def cookies(count: int = 50) -> str:
    """Cookies that frameworks read, and made-up ones."""
    names = ["sessionid", "csrftoken", "django_language", "messages", "wagtail_userbar", "color", "theme", "edition"]
    names += [f"cookie{number}" for number in range(count - len(names))]
    return "; ".join(f"{name}={'ar' if 'language' in name else VALUE}" for name in names)


def query(count: int = 500) -> str:
    """Words that trackers add, that frameworks read, and made-up ones; none that a list is asked by."""
    names = _WORDS.split()
    names += [f"word{number}" for number in range(count - len(names))]
    return "&".join(f"{name}={VALUE}" for name in names)


def _value(name: str) -> str:
    if name.endswith(("proto", "scheme", "https", "ssl")):
        return "https"
    if "language" in name:
        return "ar"
    return "GET" if "method" in name else VALUE
