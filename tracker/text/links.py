"""When two addresses are the same place: tracking, session and cache parameters, default ports and fragments do not count."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

_IDLE = re.compile(
    r"^(utm_\w+|gclid|dclid|fbclid|yclid|msclkid|twclid|igshid|mc_[ce]id|_ga|_gl|_hs\w+|hsctatracking|mkt_tok|vero_\w+|oly_\w+|"
    r"s_cid|cmpid|ref_src|ref_url|openaicom-did|phpsessid|jsessionid|aspsessionid\w*|session_?id|sid|cachebuster|cb|_t|timestamp|nocache)$",
    re.IGNORECASE,
)
_SESSION_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_PORTS = {"http": "80", "https": "443"}
_SAFE = "%/:=&?~#+!$,;'@()*[]"


def canonical_link(url: str) -> str:
    """An address in the form in which it is compared: lower-case host, no default port, no idle parameter, no fragment.

    The scheme http is taken for https: publishers write both for one page. What is no web address comes back trimmed.
    """
    text = "".join(url.split())
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return text
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not parts.hostname:
        return text
    host = parts.hostname.rstrip(".")
    netloc = host if port is None or str(port) == _PORTS[scheme] else f"{host}:{port}"
    path = quote(_SESSION_PATH.sub("", parts.path), safe=_SAFE) or "/"
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _IDLE.match(name)]
    # A fragment that is a path of its own names another page.
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return urlunsplit(("https", netloc, path, urlencode(kept), fragment))
