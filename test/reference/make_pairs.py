"""Two texts in one row: ids and types that the tokenizers library gives, whole and cut "longest first".

Reads tokenizer.json of three folders of test/fixtures/reference/tokenizers (BERT's, RoBERTa's and XLM-R's) and writes
pairs.json beside each (tokenizers 0.22.2).
"""

import json
from pathlib import Path

from tokenizers import Tokenizer

FOLDER = Path(__file__).parent.parent / "fixtures" / "reference" / "tokenizers"

SHORT = "The fog lifts."
LONG = "The ferry left the harbour before the fog had lifted, and nobody on the quay could tell how far out it was."
OTHER = "She'd bought three oranges, 250 grams of coffee, and a newspaper from 1987."
PAIRS = [(SHORT, LONG), (LONG, SHORT), (LONG, OTHER), (OTHER, LONG), (LONG, LONG), (SHORT, SHORT), ("a", LONG), ("", LONG)]

for kind in ["wordpiece", "roberta", "unigram"]:
    tokenizer = Tokenizer.from_file(str(FOLDER / kind / "tokenizer.json"))
    rows = []
    for first, second in PAIRS:
        for limit in [512, 32, 17, 12, 7]:
            tokenizer.enable_truncation(limit, strategy="longest_first")
            encoded = tokenizer.encode(first, second)
            rows.append({"first": first, "second": second, "limit": limit, "ids": encoded.ids, "types": encoded.type_ids})
    (FOLDER / kind / "pairs.json").write_text(json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n")
