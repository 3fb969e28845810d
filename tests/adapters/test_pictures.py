"""What comes out of a stranger's picture is a small WebP, and nothing else."""

import io

import pytest
from PIL import Image

from app.adapters.pictures import SIDE, WebpPictures
from app.domain.ports import PictureError


def _file(kind: str, size: tuple[int, int] = (300, 200), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_become_small_squares(kind: str) -> None:
    """Each of the four formats is taken."""
    with Image.open(io.BytesIO(WebpPictures().encode(_file(kind)))) as made:
        assert (made.format, made.size) == ("WEBP", (SIDE, SIDE))


def test_nothing_else_comes_along() -> None:
    """What was hidden behind the pixels, or in the metadata, is gone."""
    exif = Image.Exif()
    exif[0x010E] = "Ada at home, 51.5 N"
    hidden = _file("JPEG", exif=exif) + b"<script>alert(1)</script>"
    made = WebpPictures().encode(hidden)
    assert b"Ada" not in made
    assert b"script" not in made


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", _file("PNG")[:60]],
)
def test_other_files_are_refused(data: bytes) -> None:
    """Drawings with scripts, halves and nonsense are no pictures."""
    with pytest.raises(PictureError):
        WebpPictures().encode(data)


def test_enormous_pictures_are_refused() -> None:
    """A file that would fill the memory is not decoded."""
    with pytest.raises(PictureError):
        WebpPictures().encode(_file("PNG", (5000, 5000)))
