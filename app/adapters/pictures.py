"""Pictures of strangers, decoded and written anew.

What comes out holds nothing of what went in but its pixels: no metadata, no second
format hidden behind the first, no animation. Pillow is imported on first use.
"""

import io
import warnings

from app.domain.ports import PictureError

SIDE = 96
# The four that providers use; each further decoder is a further way in.
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_MOST_PIXELS = 4_096 * 4_096
_QUALITY = 82


class WebpPictures:
    """Small square WebP files."""

    def encode(self, data: bytes) -> bytes:
        """Decode a picture and write it anew; raises PictureError."""
        from PIL.Image import DecompressionBombError  # noqa: PLC0415 - on first use

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                return _encode(data)
        # Decoders fail in as many ways as files can be broken.
        except (
            OSError,
            ValueError,
            SyntaxError,
            EOFError,
            IndexError,
            MemoryError,
            OverflowError,
            TypeError,
            Warning,
            DecompressionBombError,
        ) as error:
            message = "this is no picture that we take"
            raise PictureError(message) from error


def _encode(data: bytes) -> bytes:
    from PIL import Image, ImageOps  # noqa: PLC0415 - on first use

    with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
        width, height = picture.size
        if width * height > _MOST_PIXELS:
            message = "too many pixels"
            raise ValueError(message)
        # JPEGs are decoded small to begin with.
        picture.draft("RGB", (2 * SIDE, 2 * SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    square = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    square.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
