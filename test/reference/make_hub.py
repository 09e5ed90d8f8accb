"""Files with the names, types and shapes of all-MiniLM-L6-v2 and bert-base-uncased, with random values, as a hub has them.

For trials of loading and memory where the real files are not at hand:

    python test/reference/make_hub.py FOLDER
    npm run -s demo -- --hub FOLDER --model google-bert/bert-base-uncased --data reviews.csv --method head

Names and shapes follow the published files: MiniLM without the "bert." prefix and with its position ids; bert-base with
the old gamma and beta and its pre-training head. The vocabulary has the published size and ids for the marks; its words
are letters, pairs and triples of letters, so that any text in a Latin script is covered.
"""

import itertools
import json
import string
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

VOCABULARY = 30522


def words():
    marks = {0: "[PAD]", 100: "[UNK]", 101: "[CLS]", 102: "[SEP]", 103: "[MASK]"}
    letters = string.ascii_lowercase + string.digits + string.punctuation
    single = [*letters, *("##" + letter for letter in letters)]
    triples = ("".join(three) for three in itertools.product(string.ascii_lowercase, repeat=3))
    pairs = ("".join(two) for two in itertools.product(string.ascii_lowercase, repeat=2))
    rest = itertools.chain(single, pairs, ("##" + pair for pair in map("".join, itertools.product(string.ascii_lowercase, repeat=2))), triples, (f"##{i}" for i in range(10**6)))
    listed, seen = [], set(marks.values())
    for index in range(VOCABULARY):
        if index in marks:
            listed.append(marks[index])
        elif index < 999:
            listed.append(f"[unused{index}]")
        else:
            word = next(each for each in rest if each not in seen)
            seen.add(word)
            listed.append(word)
    return listed


def tokenizer():
    vocabulary = {word: index for index, word in enumerate(words())}
    special = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": vocabulary[mark], "content": mark, **special} for mark in marks],
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
            "pair": [],
            "special_tokens": {mark: {"id": mark, "ids": [vocabulary[mark]], "tokens": [mark]} for mark in ["[CLS]", "[SEP]"]},
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": vocabulary},
    }


def bert(width, layers, inner, prefix, scale, shift):
    random = np.random.default_rng(1)
    normal = lambda *shape: (0.02 * random.standard_normal(shape, dtype=np.float32))
    norm = lambda name: {f"{name}.{scale}": np.ones(width, np.float32), f"{name}.{shift}": np.zeros(width, np.float32)}
    dense = lambda name, inputs, outputs: {f"{name}.weight": normal(outputs, inputs), f"{name}.bias": np.zeros(outputs, np.float32)}
    tensors = {
        f"{prefix}embeddings.word_embeddings.weight": normal(VOCABULARY, width),
        f"{prefix}embeddings.position_embeddings.weight": normal(512, width),
        f"{prefix}embeddings.token_type_embeddings.weight": normal(2, width),
        **norm(f"{prefix}embeddings.LayerNorm"),
    }
    for index in range(layers):
        layer = f"{prefix}encoder.layer.{index}"
        for role in ["query", "key", "value"]:
            tensors |= dense(f"{layer}.attention.self.{role}", width, width)
        tensors |= dense(f"{layer}.attention.output.dense", width, width) | norm(f"{layer}.attention.output.LayerNorm")
        tensors |= dense(f"{layer}.intermediate.dense", width, inner)
        tensors |= dense(f"{layer}.output.dense", inner, width) | norm(f"{layer}.output.LayerNorm")
    return tensors | dense(f"{prefix}pooler.dense", width, width)


def write(folder, repository, config, tensors, more):
    place = Path(folder) / "huggingface.co" / repository / "resolve" / "main"
    place.mkdir(parents=True, exist_ok=True)
    save_file(tensors, place / "model.safetensors", {"format": "pt"})
    files = {"config.json": config, "tokenizer.json": tokenizer(), "tokenizer_config.json": {"do_lower_case": True, "model_max_length": 512}, **more}
    for name, value in files.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(json.dumps(value))
    print(repository, sum(tensor.size for tensor in tensors.values()), "numbers")


def config_of(architecture, width, layers, heads, inner):
    return {
        "architectures": [architecture],
        "attention_probs_dropout_prob": 0.1,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "hidden_size": width,
        "initializer_range": 0.02,
        "intermediate_size": inner,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": 512,
        "model_type": "bert",
        "num_attention_heads": heads,
        "num_hidden_layers": layers,
        "pad_token_id": 0,
        "position_embedding_type": "absolute",
        "type_vocab_size": 2,
        "vocab_size": VOCABULARY,
    }


def main(folder):
    small = bert(384, 6, 1536, "", "weight", "bias")
    small["embeddings.position_ids"] = np.arange(512, dtype=np.int64).reshape(1, 512)
    pooling = {"word_embedding_dimension": 384, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}
    write(folder, "sentence-transformers/all-MiniLM-L6-v2", config_of("BertModel", 384, 6, 12, 1536), small, {"1_Pooling/config.json": pooling})
    large = bert(768, 12, 3072, "bert.", "gamma", "beta")
    large |= {
        "cls.predictions.bias": np.zeros(VOCABULARY, np.float32),
        "cls.predictions.transform.dense.weight": np.zeros((768, 768), np.float32),
        "cls.predictions.transform.dense.bias": np.zeros(768, np.float32),
        "cls.predictions.transform.LayerNorm.gamma": np.ones(768, np.float32),
        "cls.predictions.transform.LayerNorm.beta": np.zeros(768, np.float32),
        "cls.seq_relationship.weight": np.zeros((2, 768), np.float32),
        "cls.seq_relationship.bias": np.zeros(2, np.float32),
    }
    write(folder, "google-bert/bert-base-uncased", config_of("BertForMaskedLM", 768, 12, 12, 3072), large, {})


if __name__ == "__main__":
    main(sys.argv[1])
