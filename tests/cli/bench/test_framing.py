"""Where an answer ends is found for every way of saying so."""

import pytest

from app.cli.bench.framing import Answer, BrokenAnswerError, first_answer

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    b"5\r\nhello\r\n6;x=1\r\n world\r\n0\r\n\r\n"
)
WHOLE = {
    "length": (PLAIN, 200),
    "chunks": (CHUNKED, 200),
    "unchanged": (b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n', 304),
    "no body": (b"HTTP/1.1 204 No Content\r\n\r\n", 204),
}


@pytest.mark.parametrize(("data", "status"), WHOLE.values(), ids=WHOLE)
def test_an_answer_is_whole_at_its_last_byte(data: bytes, status: int) -> None:
    """Each byte less is not enough, and what follows is not taken for it."""
    whole = Answer(status, len(data), closes=False)
    assert first_answer(data) == whole
    assert first_answer(data + b"HTTP/1.1 500") == whole
    assert [first_answer(data[:end]) for end in range(len(data))] == [None] * len(data)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.replace(b"\r\nC", b"\r\nconnection: Close\r\nC"),
        PLAIN.replace(b"1.1", b"1.0"),
    ],
    ids=["said", "HTTP/1.0"],
)
def test_a_server_says_that_it_closes(data: bytes) -> None:
    """By a header, or by being old."""
    assert first_answer(data) == Answer(200, len(data), closes=True)


def test_a_server_may_end_an_answer_by_closing() -> None:
    """Without a length the answer is all that came, and only then."""
    data = b"HTTP/1.0 200 OK\r\n\r\nall of it"
    assert first_answer(data) is None
    assert first_answer(data, ended=True) == Answer(200, len(data), closes=True)


@pytest.mark.parametrize(
    "data",
    [b"", b"HTTP/1.1 200", PLAIN[:-1], CHUNKED[:-7]],
    ids=["nothing", "half a head", "half a body", "half of the chunks"],
)
def test_a_half_answer_is_broken(data: bytes) -> None:
    """What ends too early is an error, not a short answer."""
    with pytest.raises(BrokenAnswerError):
        first_answer(data, ended=True)


@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-x\r\n\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        CHUNKED.replace(b"5\r", b"z\r"),
    ],
    ids=["no HTTP", "no status", "no size"],
)
def test_what_is_no_answer_is_broken(data: bytes) -> None:
    """Something else than HTTP is said to be so."""
    with pytest.raises(BrokenAnswerError):
        first_answer(data)
