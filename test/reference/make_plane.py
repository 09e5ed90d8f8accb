"""numpy's principal plane of drawn rows → test/fixtures/looks/plane.json. Run: python test/reference/make_plane.py

Singular value decomposition of the centred rows; of each axis the entry of largest size is positive. Rows are rounded
to float32 first, as the engine holds features. Made with numpy 2.4.6.
"""

import json

import numpy


def plane(rows):
    centred = rows.astype(numpy.float64) - rows.astype(numpy.float64).mean(0)
    _, values, axes = numpy.linalg.svd(centred, full_matrices=False)
    signs = numpy.sign(axes[numpy.arange(2), numpy.abs(axes[:2]).argmax(1)])
    points = centred @ (axes[:2] * signs[:, None]).T
    return {"points": points.tolist(), "shown": float((values[:2] ** 2).sum() / (values**2).sum())}


random = numpy.random.default_rng(5)
wide = random.normal(size=(12, 40)) * numpy.linspace(2, 0.2, 40)  # more numbers a row than rows
tall = random.normal(size=(60, 5)) @ random.normal(size=(5, 5)) + 100  # far from the origin
close = random.normal(size=(30, 20))  # variances of nearly one size
cases = {}
for name, rows in {"wide": wide, "tall": tall, "close": close}.items():
    rows = rows.round(4).astype(numpy.float32)
    cases[name] = {"rows": [[round(float(x), 4) for x in row] for row in rows], **plane(rows)}
with open("test/fixtures/looks/plane.json", "w") as file:
    json.dump(cases, file)
    file.write("\n")
