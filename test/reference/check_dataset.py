"""Reads the clean data that the studio wrote, with the libraries that people read them with.

Usage: python check_dataset.py FOLDER, which holds examples.csv, examples.jsonl and examples.parquet of the same dataset.
They must hold the same rows: the same texts, labels and splits, lists as lists where the form has lists.
Versions: pandas 3.1.1, pyarrow 26.0.1.
"""

import json
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq


def rows_of(frame: pd.DataFrame) -> list[list[object]]:
    return [[plain(value) for value in row] for row in frame.itertuples(index=False)]


def plain(value: object) -> object:
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, str) and value.startswith("["):
        return json.loads(value)
    return value


def main(folder: Path) -> None:
    table = pq.read_table(folder / "examples.parquet")
    lines = pd.read_json(folder / "examples.jsonl", lines=True, dtype=False, convert_dates=False)
    values = pd.read_csv(folder / "examples.csv", keep_default_na=False)
    assert list(lines.columns) == table.column_names == list(values.columns), "the columns differ"
    expected = rows_of(lines)
    assert rows_of(table.to_pandas()) == expected, "Parquet and JSON lines differ"
    assert rows_of(values) == expected, "CSV and JSON lines differ"
    assert set(lines["split"]) == {"train", "validation", "test"}, "a part is missing"
    print(f"{len(expected)} rows of {table.column_names}: {table.schema.types}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
