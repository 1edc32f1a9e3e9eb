"""Twenty ways in which words have become code elsewhere. Each would leave a mark that the browser can see."""

from __future__ import annotations

PAYLOADS = (
    "<x-bad>words</x-bad>",
    "<script x-bad>alert(1)</script>",
    "<img x-bad src=x onerror=alert(2)>",
    '"><svg x-bad onload=alert(3)>',
    "'><iframe x-bad srcdoc='<script>alert(4)</script>'>",
    '" x-bad onfocus=alert(5) autofocus="',
    "' x-bad onmouseover=alert(6) style='position:fixed;inset:0' '",
    "javascript:alert(7)//x-bad",
    "</textarea><x-bad>8</x-bad>",
    "</title><script x-bad>alert(9)</script>",
    "</script><x-bad>10</x-bad>",
    "--><x-bad>11</x-bad><!--",
    "<a x-bad href='javascript:alert(12)'>press</a>",
    "<form x-bad action=//example.org><button>13</button></form>",
    "<math><mtext><style></style></mtext></math><img x-bad src=x onerror=alert(14)>",
    "<base x-bad href=//example.org/>",
    "<meta x-bad http-equiv=refresh content='0;url=javascript:alert(16)'>",
    "{{ '<x-bad>' }}{% raw %}<x-bad>17</x-bad>{% endraw %}",
    "&lt;x-bad&gt;<x-bad title=`18`>",
    "\u2028<x-bad>19</x-bad>\\u003cx-bad\\u003e",
)
