"""Addresses are judged by rules that are written down, not by luck."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.addresses import (
    ascii_host,
    check_email,
    clean_url,
    is_suspicious_host,
    mail_link,
    web_link,
)

PIECES = st.sampled_from(
    [
        *"aA1-_.:/?#@%\\ \t\n\x00\u00e9\u00df\u0430\u3002\uff0e\u200d\ud800\u4e00",
        *("http://", "HTTPS://", "mailto:", "xn--", "xn--80ak6aa92e", "javascript:"),
        *(
            "example.com",
            "127.1",
            "[::1]",
            ":80",
            ":99999",
            "%2e",
            "%zz",
            "a@b.example",
        ),
    ]
)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=20)
ADDRESSES = st.lists(PIECES, max_size=8).map("".join) | ANYTHING


@pytest.mark.parametrize(
    "email",
    [
        "a@b.co",
        "first.last@example.com",
        "bob+tag@mail.example.co.uk",
        "o'hara!#$%&*+/=?^_`{|}~-@example.com",
        "dots..kept.@example.jp",
        "x@a--b.example",
        "x@1.2.3.4",
        "x@xn--bcher-kva.example",
    ],
)
def test_an_address_mail_can_go_to_is_taken(email: str) -> None:
    """What WordPress takes for an e-mail address we take too."""
    assert check_email(email)


@pytest.mark.parametrize(
    "email",
    [
        *("", "a@b.c", "@example.com", "nobody", "a@example", "a@@example.com"),
        *("a@b@example.com", "a@example..com", "a@.example.com", "a@example.com."),
        *("a@-b.example", "a@b-.example", "a@b_c.example", "a b@example.com"),
        *(
            "a@b\u00fccher.example",
            "\u00e4@example.com",
            "a@example.com\n",
            "a@example.com ",
        ),
        *(
            "a@exam\rple.com",
            "a\x00@example.com",
            '"a"@example.com',
            "a(b)@example.com",
        ),
        *("a@[127.0.0.1]", "a@example.com,b@example.com", "<a@example.com>"),
        *("a@example.com\r\nBcc: b@example.com", "mailto:a@", "a;b@example.com"),
    ],
)
def test_what_is_no_plain_address_is_refused(email: str) -> None:
    """No IDN, no quoting, no second address, and nothing that ends a header."""
    assert not check_email(email)


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("", ""),
        (" \n", ""),
        ("example.com", "https://example.com"),
        (" HTTP://Example.COM/A?b=C#d ", "http://example.com/A?b=C#d"),
        ("example.com:8080/?u=http://b@c", "https://example.com:8080/?u=http://b@c"),
        ("https://example.com:/", "https://example.com/"),
        ("b\u00fccher.example/\u00fc", "https://xn--bcher-kva.example/%C3%BC"),
        ("stra\u00dfe.de", "https://xn--strae-oqa.de"),
        (
            "https://example.com/100%?\u20ac%20%41",
            "https://example.com/100%25?%E2%82%AC%20%41",
        ),
        ("my_blog.example.com.", "https://my_blog.example.com"),
        ("https://example.com/\"'<>", "https://example.com/%22'%3C%3E"),
    ],
)
def test_a_website_is_brought_to_its_normal_form(typed: str, url: str) -> None:
    """A bare host gets https, the host is ASCII, the rest is escaped once."""
    assert clean_url(typed) == url
    assert clean_url(url) == url


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://example.com",
            "mailto:a@b.co",
        ),
        *(
            "//example.com",
            "/path",
            "http:example.com",
            "http:///example.com",
            "http://",
        ),
        *("localhost", "http://localhost:5000", "intranet", "127.0.0.1", "0x7f.1"),
        *(
            "2130706433",
            "1.2.3",
            "http://[::1]/",
            "https://u@example.com",
            "a:b@c.example",
        ),
        *("https://a.example\\@b.example", "exam ple.com", "https://a.example/b c"),
        *(
            "https://a.example/\tb",
            "https://a.example/\x00",
            "a.example/\u00a0b",
            "\ud800.com",
        ),
        *(
            "https://a.example/\ud800",
            "a..example",
            "-a.example",
            "a-.example",
            ".example",
        ),
        *("example.com:99999", "example.com:x", f"{'a' * 64}.example", "a.b" * 100),
        *(
            "xn--a.example",
            "xn--abc-.example",
            "i\u2764.example",
            "a%2eb.example",
            "hello world",
        ),
    ],
)
def test_what_is_no_public_website_is_refused(typed: str) -> None:
    """Other schemes, user names, blanks, addresses and made-up hosts are no website."""
    assert clean_url(typed) is None


@given(ADDRESSES)
def test_any_text_is_judged(text: str) -> None:
    """No text makes a rule fail, and what a rule gives it takes unchanged."""
    check_email(text)
    is_suspicious_host(text)
    for rule in (clean_url, web_link, mail_link, ascii_host):
        given_back = rule(text)
        if given_back is not None:
            assert given_back.isascii()
            assert rule(given_back) == given_back


@given(ADDRESSES)
def test_a_link_names_its_host_in_plain_letters(rest: str) -> None:
    """Between the slashes of a rebuilt link stand a host and a port, nothing more."""
    link = web_link(f"http://{rest}")
    if link is not None:
        authority = re.split("[/?#]", link.removeprefix("http://"))[0]
        host, _, port = authority.partition(":")
        assert ascii_host(host) == host
        assert not set(port) - set("0123456789")


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("MAILTO:a%40b.example?bcc=c@d.example#e", "mailto:a@b.example"),
        ("mailto:a@b.example,c@d.example", None),
        ("mailto:a%0d%0a@b.example", None),
        ("a@b.example", None),
    ],
)
def test_a_mail_link_holds_one_address(typed: str, link: str | None) -> None:
    """Subjects, copies and lists are no part of a mail link."""
    assert mail_link(typed) == link


@pytest.mark.parametrize(
    "host",
    [
        "\u0430\u0440\u0440\u04cf\u0435.com",
        "xn--80ak6aa92e.com",
        "www.\u0430\u0440\u0440\u04cf\u0435.co.uk",
        "g\u043e\u043egle.com",
        "\u03bf\u03bd\u03b1.com",
        "\u0570\u0578\u057d\u0585.net",
        "\u0261oogle.com",
        "\u0131ntel.com",
        "pay\u03c1al.ru",
        "\u0440\u0443\u0441\u0441\u043e.\u0440\u043e",
        "\u05d0\u0430.example",
        "\u3007.com",
    ],
)
def test_a_host_in_disguise_is_suspicious(host: str) -> None:
    """Mixed scripts, and labels of nothing but look-alikes, are shown as punycode."""
    assert is_suspicious_host(host)


@pytest.mark.parametrize(
    "host",
    [
        *(
            "example.com",
            "localhost",
            "",
            "127.0.0.1",
            "xn--abc-.com",
            "b\u00fccher.de",
        ),
        "\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
        "\u0430\u0440\u0440\u04cf\u0435.ru",
        "\u0441\u0443.\u0440\u0443\u0441",
        "\u043c\u043e\u0441\u043a\u0432\u0430.com",
        "\u03b5\u03bb\u03bb\u03ac\u03b4\u03b1.com",
        "\u03bf\u03bd.gr",
        "\u0131sparta.com.tr",
        "\u65e5\u672cnet\u30c6\u30b9\u30c8.jp",
        "\ud55c\uad6d-2.kr",
        "\u0645\u062b\u0627\u0644\u06f1.example",
        "xn--80ak6aa92e" + "a" * 60 + ".com",
    ],
)
def test_an_honest_host_is_not_suspicious(host: str) -> None:
    """Names in one script, at home or not like Latin, are shown as they are."""
    assert not is_suspicious_host(host)
