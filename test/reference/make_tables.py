"""Tables as pyarrow, pandas and openpyxl write them, with what they read back: test/fixtures/tables.

Values stand as the studio's tables hold them: text as it is, nothing as an empty cell, whole numbers without a point,
booleans as true and false, times in ISO 8601, lists and objects as JSON.
"""

import datetime as dt
import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

FOLDER = Path(__file__).parent.parent / "fixtures" / "tables"
CODECS = ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]


def cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value != value:
            return ""
        return str(int(value)) if value.is_integer() else repr(value).replace("e-0", "e-")
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return f"{value.isoformat()}.000"
    if isinstance(value, list) and value and all(isinstance(pair, tuple) for pair in value):
        return cell(dict(value))
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def expect(name, names, rows, **more):
    text = json.dumps({"names": names, "rows": rows, **more}, ensure_ascii=False, indent=1)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def write_parquet(name, table, **options):
    pq.write_table(table, FOLDER / f"{name}.parquet", **options)
    back = pq.read_table(FOLDER / f"{name}.parquet")
    rows = [[cell(row[column]) for column in back.column_names] for row in back.to_pylist()]
    expect(name, back.column_names, rows)


def texts(count):
    return [f"Review {i}: it was {['good', 'bad', 'fair'][i % 3]}, über 5 € 好" for i in range(count)]


def parquet():
    for codec in CODECS:
        table = pa.table({"text": texts(12), "label": [["good", "bad", "fair"][i % 3] for i in range(12)]})
        write_parquet(f"codec-{codec}", table, compression=codec)
    moment = dt.datetime(2024, 5, 1, 12, 30, 15, 250_000)
    kinds = pa.table(
        {
            "text": pa.array(["one", None, "three", ""]),
            "int64": pa.array([1, -2, 2**53 + 2, None], pa.int64()),
            "uint8": pa.array([0, 255, 7, 8], pa.uint8()),
            "float32": pa.array([0.5, -1.25, None, 3.0], pa.float32()),
            "float64": pa.array([0.1, float("nan"), 1e-7, 12.0], pa.float64()),
            "bool": pa.array([True, False, None, True]),
            "day": pa.array([dt.date(2024, 5, 1), None, dt.date(1969, 12, 31), dt.date(2000, 2, 29)]),
            "moment": pa.array([moment, None, moment, moment], pa.timestamp("ms")),
            "list": pa.array([["a", "b"], [], None, ["ü"]], pa.list_(pa.string())),
            "object": pa.array([{"x": 1, "y": "p"}, None, {"x": 2, "y": None}, {"x": 3, "y": "q"}]),
            "dictionary": pa.array(["red", "blue", "red", None]).dictionary_encode(),
        }
    )
    write_parquet("kinds", kinds)
    write_parquet("groups", pa.table({"text": texts(30), "label": [i % 2 for i in range(30)]}), row_group_size=7)
    features = {"text": {"dtype": "string", "_type": "Value"}, "label": {"names": ["neg", "pos"], "_type": "ClassLabel"}}
    named = pa.table({"text": texts(6), "label": pa.array([0, 1, 1, 0, None, -1], pa.int64())})
    named = named.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    pq.write_table(named, FOLDER / "class-label.parquet")
    labels = ["neg", "pos", "pos", "neg", "", "-1"]
    expect("class-label", ["text", "label"], [list(row) for row in zip(texts(6), labels)])
    arrow(kinds, named)
    constant()


def many_pages():
    """One group of rows in many small pages, with a dictionary and without one: rows are held to their digest."""
    rows = 5000
    table = pa.table(
        {
            "text": pa.array([None if i % 97 == 0 else f"Row {i % 50} of many, über {i // 50}" for i in range(rows)]),
            "label": ["good" if i % 3 else "bad" for i in range(rows)],
            "number": [i // 2 for i in range(rows)],
            "object": [{"x": i % 5} for i in range(rows)],
            "list": [["a", "b"][: i % 3] for i in range(rows)],
        }
    )
    for version in ["1.0", "2.0"]:
        name = f"many-pages-{version[0]}"
        pq.write_table(
            *(table, FOLDER / f"{name}.parquet"),
            **{"compression": "zstd", "data_page_version": version, "data_page_size": 1000, "write_batch_size": 100},
            use_dictionary=["label"],
        )
        back = pq.read_table(FOLDER / f"{name}.parquet")
        lines = ["\t".join(cell(row[column]) for column in back.column_names) for row in back.to_pylist()]
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        text = json.dumps({"names": back.column_names, "rows": rows, "digest": digest}, indent=1)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def tagged():
    """Lists of classes, and a column of vectors."""
    tags = {"feature": {"names": ["O", "B-PER", "I-PER"], "_type": "ClassLabel"}, "_type": "List"}
    features = {"tokens": {"feature": {"dtype": "string", "_type": "Value"}, "_type": "List"}, "ner_tags": tags}
    tokens = [["Ada", "Byron", "sails"], ["It", "rains"], ["Grace", "codes"], ["Bo", "reads"]]
    table = pa.table(
        {
            "tokens": tokens,
            "ner_tags": [[1, 2, 0], [0, 0], [1, 0], [1, 0]],
            "embedding": pa.array([[0.5] * 8] * 4, pa.list_(pa.float32())),
        }
    )
    table = table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    pq.write_table(table, FOLDER / "hub-tags.parquet")


def arrow(kinds, named):
    """Files with each packing, and a stream as the library datasets writes it."""
    for codec in ["uncompressed", "lz4", "zstd"]:
        write_arrow(f"kinds-{codec}", kinds, codec)
    # More than one of LZ4's blocks, which refer to one another.
    write_arrow("long-lz4", pa.table({"text": texts(3000), "label": [i % 7 for i in range(3000)]}), "lz4")
    with pa.ipc.new_stream(FOLDER / "stream.arrow", named.schema) as stream:
        for batch in named.to_batches(max_chunksize=4):
            stream.write_batch(batch)
    more_kinds()


def more_kinds():
    """Types that few tables have; a stream whose dictionary grows; its texts in views, as polars writes them."""
    import decimal

    moment = dt.datetime(1969, 12, 31, 23, 59, 59, 999_999)
    long = "a text of more than twelve letters"
    entries = pa.array([["a"], ["b", None], None], pa.large_list(pa.string()))
    table = pa.table(
        {
            "half": pa.array([0.5, -2.0, None], pa.float16()),
            "exact": pa.array([decimal.Decimal("12.50"), decimal.Decimal("-0.07"), None], pa.decimal128(9, 2)),
            "wide": pa.array([decimal.Decimal(2) ** 200, decimal.Decimal(-1), None], pa.decimal256(70, 0)),
            "uint64": pa.array([2**64 - 1, 0, None], pa.uint64()),
            "seconds": pa.array([0, -1, None], pa.timestamp("s", "UTC")),
            "micros": pa.array([moment, dt.datetime(2024, 5, 1), None], pa.timestamp("us")),
            "time": pa.array([dt.time(12, 30, 15), dt.time(0, 0, 1), None], pa.time32("s")),
            "long": pa.array(["ä", long, None], pa.large_string()),
            "view": pa.array(["twelve chars", long, None], pa.string_view()),
            "large": entries,
            "fixed": pa.array([[1, 2], [3, 4], None], pa.list_(pa.int32(), 2)),
            "map": pa.array([[("a", 1), ("b", 2)], [("c", 3)], None], pa.map_(pa.string(), pa.int32())),
            "nested": pa.array([[{"x": ["p", None]}], [{"x": None}, None], None]),
            "run": pa.RunEndEncodedArray.from_arrays([2, 3], pa.array(["same", None])),
            "union": pa.UnionArray.from_dense(
                pa.array([0, 1, 0], pa.int8()),
                pa.array([0, 0, 1], pa.int32()),
                [pa.array(["a", None]), pa.array([5])],
            ),
            "none": pa.nulls(3),
            "inner": pa.array([["red"], [None, "blue"], []], pa.list_(pa.dictionary(pa.int8(), pa.string()))),
        }
    )
    write_arrow("kinds-more", table, "lz4")
    colours = [pa.array(batch).dictionary_encode() for batch in [["red", "blue"], ["blue", None, "green"], ["red"]]]
    schema = pa.schema([("colour", colours[0].type), ("row", pa.int64())])
    with pa.ipc.new_stream(FOLDER / "replaced.arrow", schema) as stream:
        for part in colours:
            stream.write_batch(pa.record_batch([part, pa.array(range(len(part)))], schema=schema))
    with pa.ipc.open_stream(FOLDER / "replaced.arrow") as stream:
        read = [list(row.values()) for batch in stream for row in batch.to_pylist()]
    expect("replaced", ["colour", "row"], [[cell(value) for value in row] for row in read])


def constant():
    """Zstandard packs what is all alike to next to nothing: 1.6 MB to less than a kilobyte."""
    table = pa.table({"label": pa.array([0] * 200000, pa.int64())})
    feather.write_feather(table, str(FOLDER / "constant.arrow"), compression="zstd", chunksize=200000)


def write_arrow(name, table, codec):
    feather.write_feather(table, str(FOLDER / f"{name}.arrow"), compression=codec, chunksize=2000)
    back = feather.read_table(str(FOLDER / f"{name}.arrow"))
    rows = [[cell(row[column]) for column in back.column_names] for row in back.to_pylist()]
    if len(rows) > 100:
        lines = ["\t".join(row) for row in rows]
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        text = json.dumps({"names": back.column_names, "rows": len(rows), "digest": digest}, indent=1)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    else:
        expect(name, back.column_names, rows)


def workbook():
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "Notes"
    notes["A1"] = "Nothing but a note"
    sheet = book.create_sheet("Reviews")
    sheet.append(["text", "label", "stars", "day", "seen", "sum"])
    for i, text in enumerate(texts(5)):
        sheet.append([text, ["good", "bad", "fair"][i % 3], 1.5 * i, dt.date(2024, 5, 1 + i), i % 2 == 0, f"=C{i + 2}*2"])
    sheet.append([None, "bad", None, None, None, None])
    sheet["A8"] = "line one\nline two"
    sheet["B8"] = "good"
    empty = book.create_sheet("Empty")
    assert empty.max_row == 1
    book.save(FOLDER / "workbook.xlsx")
    back = openpyxl.load_workbook(FOLDER / "workbook.xlsx", data_only=True)["Reviews"]
    rows = [[cell(value) for value in row] for row in back.iter_rows(values_only=True)]
    rows = [[value.removesuffix("T00:00:00.000Z") for value in row] for row in rows]
    expect("workbook", rows[0], rows[1:], sheet="Reviews", others=["Notes", "Empty"])


def ods():
    frames = {
        "Notes": pd.DataFrame({"note": ["Nothing but a note"]}),
        "Reviews": pd.DataFrame(
            {
                "text": [*texts(4), "line one\nline two"],
                "label": ["good", None, "fair", "good", "bad"],
                "stars": [1.5, 2.0, 3.25, 4.0, 5.0],
                "day": [dt.date(2024, 5, 1 + i) for i in range(5)],
                "seen": [True, False, True, True, False],
            }
        ),
        "Short": pd.DataFrame({"text": ["a", "b"], "label": ["x", "y"]}),
    }
    with pd.ExcelWriter(FOLDER / "workbook.ods", engine="odf") as writer:
        for name, frame in frames.items():
            frame.to_excel(writer, sheet_name=name, index=False)
    for sheet, name in [("Reviews", "ods-reviews"), ("Short", "ods-short")]:
        back = pd.read_excel(FOLDER / "workbook.ods", sheet_name=sheet, engine="odf", dtype=object)
        rows = [[cell(None if value is pd.NaT else value) for value in row] for row in back.values.tolist()]
        rows = [[value.removesuffix("T00:00:00.000Z").removesuffix(" 00:00:00") for value in row] for row in rows]
        expect(name, list(back.columns), rows)


def opinions():
    """The tiny files of readers.test.ts."""
    table = pa.table({"text": ["good, really", "bad"], "label": ["yes", "no"]})
    pq.write_table(table, FOLDER / "opinions.parquet")
    feather.write_feather(table, str(FOLDER / "opinions.arrow"))
    book = openpyxl.Workbook()
    for row in [["text", "label"], ["good, really", "yes"], ["bad", "no"]]:
        book.active.append(row)
    book.save(FOLDER / "opinions.xlsx")
    for name, mode in [("two.tar", "w"), ("two.tar.gz", "w:gz")]:
        with tarfile.open(FOLDER / name, mode) as tar:
            for path, data in [("a.txt", b"first"), ("b/c.txt", b"second")]:
                info = tarfile.TarInfo(path)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))


def pictures():
    """As the Hugging Face Hub keeps a set of pictures: 4 × 4 pixels, two classes, one row without a picture."""
    from PIL import Image

    def png(value):
        stream = io.BytesIO()
        Image.new("RGB", (4, 4), (value, 255 - value, 7)).save(stream, "PNG")
        return stream.getvalue()

    images = [{"bytes": png(20 * i), "path": f"{i}.png"} for i in range(8)] + [{"bytes": None, "path": None}]
    features = {"image": {"_type": "Image"}, "label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}
    schema = pa.schema([("image", pa.struct([("bytes", pa.binary()), ("path", pa.string())])), ("label", pa.int64())])
    table = pa.table({"image": images, "label": [i % 2 for i in range(9)]}, schema=schema)
    table = table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    pq.write_table(table, FOLDER / "pictures.parquet")


def archives():
    frame = pd.DataFrame({"text": texts(6), "label": ["good", "bad", "fair"] * 2})
    frame.to_csv(FOLDER / "table.csv.gz", index=False, compression={"method": "gzip", "mtime": 1})
    back = pd.read_csv(FOLDER / "table.csv.gz")
    expect("table", list(back.columns), back.astype(str).values.tolist())
    for name, mode in [("folder.tar", "w"), ("folder.tar.gz", "w:gz")]:
        with tarfile.open(FOLDER / name, mode, format=tarfile.PAX_FORMAT) as tar:
            for label in ["good", "bad", "ä-long-" + 30 * "name-"]:
                for i in range(2):
                    data = f"{label} text {i}".encode()
                    info = tarfile.TarInfo(f"set/{label}/{i}.txt")
                    info.size = len(data)
                    tar.addfile(info, io.BytesIO(data))
    endless = pa.table({"text": ["a" * (32 << 20)] * 3, "label": ["x", "y", "x"]})
    pq.write_table(endless, FOLDER / "bomb.parquet", compression="zstd", use_dictionary=False, data_page_size=1 << 30)
    (FOLDER / "bomb.csv.gz").write_bytes(gzip.compress(b"text,label\n" + b"a" * (4 << 20), mtime=1))


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    parquet()
    many_pages()
    tagged()
    workbook()
    ods()
    opinions()
    pictures()
    archives()
