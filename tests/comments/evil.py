"""Two thousand texts that want to be executed: what attackers write, in the places where they hope to stand."""

from __future__ import annotations

from itertools import product

# Each counts one up in the page above when it is executed.
_RUN = "top.ran=(top.ran||0)+1"
_ACTS = (
    f"<script>{_RUN}</script>",
    f"<ScRiPt >{_RUN}</sCrIpT >",
    f"<script/x>{_RUN}</script>",
    f"<scr<script>ipt>{_RUN}</scr</script>ipt>",
    f'<script src="data:text/javascript,{_RUN}"></script>',
    f"<img src=x onerror={_RUN}>",
    f"<img/src=x/onerror={_RUN}>",
    f"<img src=x:x onerror\n=\n'{_RUN}'>",
    f'<IMG """><IMG SRC=x OnErRoR={_RUN}>',
    f"<svg onload={_RUN}>",
    f"<svg/onload={_RUN}//",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f'<svg><a xlink:href="javascript:{_RUN}"><text y=20>x</text></a></svg>',
    f"<svg><style><img src=x onerror={_RUN}></style></svg>",
    f"<math><mtext><table><mglyph><style><!--</style><img src=x onerror={_RUN}>",
    f"<math><annotation-xml encoding=text/html><img src=x onerror={_RUN}></annotation-xml></math>",
    f'<noscript><p title="</noscript><img src=x onerror={_RUN}>">',
    f"<details open ontoggle={_RUN}>",
    f"<input autofocus onfocus={_RUN}>",
    f"<select autofocus onfocus={_RUN}>",
    f"<p tabindex=1 autofocus onfocus={_RUN}>",
    f"<video><source onerror={_RUN}></video>",
    f"<audio src=x onerror={_RUN}>",
    f"<body onload={_RUN}>",
    f"<body onpageshow={_RUN}>",
    f"<iframe onload={_RUN}></iframe>",
    f'<iframe src="javascript:{_RUN}"></iframe>',
    f'<iframe srcdoc="<script>{_RUN}</script>"></iframe>',
    f'<object data="javascript:{_RUN}"></object>',
    f'<object data="data:text/html,<script>{_RUN}</script>"></object>',
    f'<embed src="javascript:{_RUN}">',
    f"<link rel=stylesheet href=x onerror={_RUN}>",
    f"<style onload={_RUN}></style>",
    f'<p style="animation:x" onanimationstart={_RUN}>x</p>',
    f"<p onmouseover={_RUN} onclick={_RUN}>over</p>",
    f'<a href="javascript:{_RUN}">here</a>',
    f'<a href="java&#x0A;script:{_RUN}">here</a>',
    f'<a href="&#106;avascript:{_RUN}">here</a>',
    f'<form action="javascript:{_RUN}"><button>here</button></form>',
    f'<form><button formaction="javascript:{_RUN}">here</button></form>',
    f'<base href="javascript:{_RUN}//"><a href=x>here</a>',
    f"[here](javascript:{_RUN})",
    f"[here](java\tscript:{_RUN})",
    f"[here](<javascript:{_RUN}>)",
    f"[here](data:text/html,<script>{_RUN}</script>)",
    f"<javascript:{_RUN}>",
    f'https://x.example/"onmouseover={_RUN}//',
    f"https://x.example/<img src=x onerror={_RUN}>",
    f'" onmouseover={_RUN} x="',
)
_BEFORE = (
    "", "\">", "'>", "\"'>", "</textarea>", "</script>", "</style>", "</title>", "</blockquote></p>", "-->", "]]>",
    "<!--><", "<![CDATA[", "`", "\\", "{{ 7 }}", "{% x %}", "*", "**", "> ", "- ", "1. ", "# ", "    ", "[a](", "![",
    "<a ", "<p title='", "<p title=\"", "&lt;", "&#60;", "%3C", "\u2028", "\u202e", "\u200b", "\ufeff", "\uff1c",
    "\x0b", "\r\n", "<x y=", "<plaintext/",
)  # fmt: skip

PAYLOADS = tuple(f"{before}{act}" for act, before in product(_ACTS, _BEFORE))
