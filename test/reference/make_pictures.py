"""Pictures in every format as PIL, pillow-heif and tifffile write them, with what PIL reads back: test/fixtures/pictures.

One small picture with a gradient in each colour, so that a turn, a swapped channel or a lost bit shows. `expected.json`
holds the size and the RGB bytes (base64) of each, upright and over white. What PIL itself reads otherwise than a viewer
shows is computed here by the format's own rule, and says so.
"""

import base64
import io
import json
from pathlib import Path

import numpy as np
import pillow_heif
import tifffile
from PIL import Image, ImageOps

FOLDER = Path(__file__).parent.parent / "fixtures" / "pictures"
pillow_heif.register_heif_opener()

WIDTH, HEIGHT = 24, 16
Y, X = np.mgrid[0:HEIGHT, 0:WIDTH]
RGB = np.stack([X * 10, Y * 15, (X + Y) * 6], -1).astype(np.uint8)
ALPHA = (X * 255 // (WIDTH - 1)).astype(np.uint8)
expected = {}


def rgb_of(picture):
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        white = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        white.alpha_composite(picture.convert("RGBA"))
        picture = white
    return np.asarray(picture.convert("RGB"))


def expect(name, values=None):
    if values is None:
        with Image.open(FOLDER / name) as picture:
            values = rgb_of(picture)
    height, width = values.shape[:2]
    data = base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()
    expected[name] = {"width": width, "height": height, "rgb": data}


def save(name, picture, values=None, **options):
    picture.save(FOLDER / name, **options)
    expect(name, values)


def save_tiff(name, data, values, **options):
    tifffile.imwrite(FOLDER / name, data, metadata=None, **options)
    expect(name, values)


def turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def grey(values):
    return np.repeat(values[..., None], 3, -1).astype(np.uint8)


def main():
    FOLDER.mkdir(exist_ok=True)
    plain = Image.fromarray(RGB)
    clear = Image.fromarray(np.concatenate([RGB, ALPHA[..., None]], -1))
    adaptive = plain.convert("P", palette=Image.ADAPTIVE, colors=16)
    deep = (X * 2000 + Y * 1000).astype(np.uint16)
    # HEIC and AVIF turn by their own boxes, which is what pillow-heif and PIL write for EXIF's tag.
    save("plain.heic", plain, quality=95)
    save("clear.heic", clear, quality=95)
    save("turned.heic", plain, quality=95, exif=turned())
    save("plain.avif", plain, quality=95)
    save("turned.avif", plain, quality=95, exif=turned())
    save("plain.webp", plain, quality=90)
    save("lossless.webp", clear, lossless=True, exact=True)
    save("turned.webp", plain, lossless=True, exif=turned())
    save("plain.jpg", plain, quality=95)
    save("turned.jpg", plain, quality=95, exif=turned())
    save("cmyk.jpg", plain.convert("CMYK"), quality=95)
    save("grey.jpg", plain.convert("L"), quality=95)
    save("progressive.jpg", plain, quality=95, progressive=True)
    save("plain.png", plain)
    save("turned.png", plain, exif=turned())
    save("clear.png", clear)
    save("palette.png", plain.convert("P"))
    save("palette-4bit.png", adaptive, bits=4)
    save("palette-clear.png", adaptive, transparency=3)
    save("bit.png", plain.convert("1"))
    # PIL clips 16-bit grey to 255 where it converts it; the high byte is what viewers show.
    save("deep.png", Image.fromarray(deep), grey(deep >> 8))
    save("plain.bmp", plain)
    save("palette.bmp", plain.convert("P"))
    save("bit.bmp", plain.convert("1"))
    save("palette.gif", plain.convert("P"))
    save("interlaced.gif", plain.convert("P"), interlace=1)
    save("clear.gif", adaptive, transparency=3)
    save("plain.ico", plain.crop((0, 0, 16, 16)), sizes=[(16, 16)])
    save("bitmap.ico", clear.crop((8, 0, 24, 16)), sizes=[(16, 16)], bitmap_format="bmp")
    for packing in ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"]:
        save(f"{packing}.tif", plain, compression=packing)
    save("turned.tif", plain, exif=turned())
    save("bit.tif", plain.convert("1"))
    save("grey.tif", plain.convert("L"))
    save("palette.tif", plain.convert("P"))
    save("cmyk.tif", plain.convert("CMYK"))
    save("clear.tif", clear)
    save("fax.tif", plain.convert("1"), compression="group4")
    save_tiff("deep-grey.tif", deep, grey(deep >> 8))
    save_tiff("deep.tif", RGB.astype(np.uint16) * 257, RGB, photometric="rgb")
    save_tiff("white-is-zero.tif", RGB[..., 0], grey(255 - RGB[..., 0].astype(int)), photometric="miniswhite")
    save_tiff("planes.tif", np.moveaxis(RGB, -1, 0).copy(), RGB, photometric="rgb", planarconfig="separate")
    save_tiff("tiles.tif", np.tile(RGB, (2, 2, 1)), np.tile(RGB, (2, 2, 1)), photometric="rgb", tile=(16, 16))
    save_tiff("big-endian.tif", RGB, RGB, photometric="rgb", byteorder=">")
    save_tiff("big.tif", RGB, RGB, photometric="rgb", bigtiff=True)
    save_tiff("pages.tif", np.stack([RGB, 255 - RGB]), RGB, photometric="rgb")
    save_tiff("fractions.tif", (X / WIDTH).astype(np.float32), RGB)
    write_raw()
    text = json.dumps(expected, indent=1)
    (FOLDER / "expected.json").write_text(text + "\n", encoding="utf-8")


def write_raw():
    """As cameras write RAW: a small picture first, and the sensor's values in a directory of its own."""
    buffer = io.BytesIO()
    with tifffile.TiffWriter(buffer) as writer:
        writer.write(RGB[::2, ::2], photometric="rgb", subifds=1, subfiletype=1, metadata=None)
        writer.write(RGB[..., 0].astype(np.uint16), photometric=32803, metadata=None)
    (FOLDER / "camera.nef").write_bytes(buffer.getvalue())


if __name__ == "__main__":
    main()
