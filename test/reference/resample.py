"""Writes test/fixtures/resample.json: what Pillow makes of a small random picture, scaled so that its shorter side is
16 / cropShare and cut to the centre 16 x 16, as transformers' ConvNextImageProcessor does.

    python -m venv venv && venv/bin/pip install pillow==13.0.0 numpy==2.4.6 && venv/bin/python test/reference/resample.py
"""

import json
import pathlib

import numpy
import PIL
from PIL import Image

SIZE = 16
CASES = [
    # width, height, crop share
    (23, 17, 1.0),
    (23, 17, 0.875),
    (17, 41, 0.875),
    (67, 49, 0.9),
    (9, 7, 1.0),
]


def centre_view(image, crop_share, resample):
    shorter = int(SIZE / crop_share)
    width, height = image.size
    if width <= height:
        scaled = (shorter, int(shorter * height / width))
    else:
        scaled = (int(shorter * width / height), shorter)
    image = image.resize(scaled, resample)
    left, top = (scaled[0] - SIZE) // 2, (scaled[1] - SIZE) // 2
    return image.crop((left, top, left + SIZE, top + SIZE))


def flat(image):
    return numpy.asarray(image).reshape(-1).tolist()


random = numpy.random.default_rng(7)
cases = []
for width, height, crop_share in CASES:
    # Noise over a ramp: every filter tap counts, and the bicubic filter overshoots.
    ramp = numpy.linspace(0, 255, width)[None, :, None]
    noise = random.integers(0, 256, (height, width, 3))
    image = Image.fromarray(numpy.clip(0.5 * ramp + 0.8 * noise - 40, 0, 255).astype(numpy.uint8), "RGB")
    cases.append(
        {
            "width": width,
            "height": height,
            "cropShare": crop_share,
            "pixels": flat(image),
            "bilinear": flat(centre_view(image, crop_share, Image.Resampling.BILINEAR)),
            "bicubic": flat(centre_view(image, crop_share, Image.Resampling.BICUBIC)),
        }
    )

target = pathlib.Path(__file__).parent.parent / "fixtures" / "resample.json"
made_with = {"pillow": PIL.__version__, "numpy": numpy.__version__}
target.write_text(json.dumps({"madeWith": made_with, "size": SIZE, "cases": cases}, separators=(",", ":")) + "\n")
