"""Words that mean harm to some format or other."""

WORDS = (
    "[win](https://evil.example/)",
    "<script>alert(1)</script><img src=x onerror=y>",
    '"><svg onload=alert(1)>',
    "]]><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "a\r\nBEGIN:VEVENT\r\nSUMMARY:evil\r\nEND:VEVENT",
    "a;b,c:d\\n\\,",
    '=HYPERLINK("https://evil.example")',
    "@SUM(1)",
    "＝１＋１",
    "\u202egnp.exe\u0007\x1b[31m\x00\ufffe",
    "{{ view }} {% raw %}",
    "javascript:alert(1)",
    "data:text/html,<script>1</script>",
    "長" * 10_000,
    "😀 שלום עולם",
)
