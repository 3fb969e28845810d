"""Strings that break programs, written down once for every field to be tried with."""

CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))]
INVISIBLE = [
    *("\u00ad", "\u034f", "\u061c", "\u115f", "\u1160", "\u17b4", "\u180e", "\u200b"),
    *("\u200c", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029", "\u2060", "\u2061"),
    *("\u3164", "\ufeff", "\uffa0", "\ufff9", "\ufffa", "\ufffb", "\ufffc", "\ufffd"),
    *("\ufe0e", "\ufe0f", "\U000e0001", "\U000e0061", "\U000e0100", "\U0001d173"),
    *("\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\U0010ffff", "\ue000", "\u2800"),
]
BIDI = [
    f"a{mark}b" for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
]
MARKS = [
    "Z\u0351\u0343\u034d" * 500,
    "a" + "\u0301" * 9_000,
    "\u0301" * 9_000,
    "e\u0301\u0323" * 300,
    "\u0e01" + "\u0e49" * 200,
    "\u1100\u1161\u11a8" * 200,
    "\ufdfa" * 500,
    "\u0344\u0958\u2126\u212b\u1e9b\u0323",
]
EMOJI = [
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\U0001f44d\U0001f3fd" * 100,
    "\u0031\ufe0f\u20e3",
    "\U0001f1e9\U0001f1ea" * 50,
    "\u2764\ufe0f\u200d\U0001f525",
    "\u200d" * 1_000,
    "\U0001f3fb",
]
SCRIPTS = [
    "שָׁלוֹם עולם",
    "مرحبا بالعالم",
    "नमस्ते दुनिया",
    "ภาษาไทย",
    "日本語のコメント",
    "한국어 댓글",
    "ᠮᠣᠩᠭᠣᠯ",
    "ꧏꦧꦱ",
    "\U0001d54b\U0001d559\U0001d556 \U0001d596",
    "ﷺ",
    "\u2167 \xbd \ufb01 \uff21\uff22\uff23",
    "\u0130stanbul \u0131I ß ẞ ς",
    "\U00020bb7\U0002000b",
]
MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--", "-->", "<![CDATA[", "]]>", "<?php", "<%", "{{ 7 * 7 }}", "{% raw %}",
    "${7*7}", "#{7*7}", "%(x)s", "%s%n%d", "{0}", "{body}", "\\x00\\u0000",
    "[a](javascript:alert(1))", "[a](<javascript:alert(1)>)", "![x](data:,)",
    "[a](java&#10;script:alert(1))", "<javascript:alert(1)>", "[]()", "[a][b]",
    "`" * 5_000, ">" * 3_000, "[" * 3_000, "*" * 9_999, "_a_" * 3_000, "- " * 2_000,
    "&#0;", "&#x110000;", "&NotEqualTilde;", "&amp;" * 1_500, "\\" * 5_000,
    "http://" * 1_000, "a@b.example " * 800, "![" * 2_000, "<a " * 2_000, "#" * 7,
]  # fmt: skip
INJECTIONS = [
    *("' OR 1=1 --", "'; DROP TABLE comments; --", '" OR ""="', "1;SELECT pg_sleep(9)"),
    *("%00", "%0d%0aSet-Cookie: a=b", "a\r\nBcc: x@y.example", "..%2f..%2fetc/passwd"),
    *("../../../../etc/passwd", "C:\\CON", "file:///etc/passwd", "$(reboot)", "`id`"),
    *("=1+1", "@SUM(1)", "+1", "-1", "NaN", "Infinity", "1e309", "0x10", "null"),
    *("undefined", "true", "None", "{}", "[]", "0", "-0", "9" * 400, "\\", "'", '"'),
]
LENGTHS = [
    *("x" * 10_000, "x" * 10_001, "\U0001f600" * 9_999, "ab " * 4_000, " " * 9_000),
    *("\n" * 9_000, "\t" * 5_000, "a\n" * 4_999, "é" * 10_000, "日" * 10_000),
]
NASTY = [
    *(f"a{each}b" for each in CONTROLS),
    *(each for each in CONTROLS if each.strip()),
    *INVISIBLE,
    *(f"a{each}b" for each in INVISIBLE),
    *BIDI,
    *MARKS,
    *EMOJI,
    *SCRIPTS,
    *MARKUP,
    *INJECTIONS,
    *LENGTHS,
    "".join(CONTROLS),
    "".join(INVISIBLE),
    "".join(BIDI) * 50,
]
# As JSON has them and Python's codecs do not.
SURROGATES = [
    *(r"\ud800", r"\udfff", r"a\ud83d", r"\ude00\ud83d", r"\ud83d\ud83d", r"\u0000"),
    *(r"\ud83d\ude00", r"\uD83Dx", r"\udbff\udfff", r"\ufffe", r"\u202e"),
]
