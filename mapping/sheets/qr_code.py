"""The address of a page as a QR code: a drawing for PDF, a picture for Word."""

from __future__ import annotations

from io import BytesIO

import qrcode
import vl_convert
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage

WIDTH = 400
"""The width of the picture in pixels: sharp at 3 cm on paper."""


def qr_svg(address: str) -> str:
    """Return the QR code of an address as an SVG drawing, which can be read with 15% of it damaged."""
    code = qrcode.QRCode(border=2, error_correction=ERROR_CORRECT_M, image_factory=SvgPathImage)
    code.add_data(address)
    file = BytesIO()
    code.make_image().save(file)
    return file.getvalue().decode()


def qr_png(address: str) -> bytes:
    """Return the same as a picture."""
    return vl_convert.svg_to_png(qr_svg(address), scale=WIDTH / 100)
