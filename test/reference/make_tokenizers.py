"""Small WordPiece, byte-level BPE (GPT-2's and RoBERTa's) and Unigram tokenizers and the ids that the original library gives for difficult texts.

Writes test/fixtures/reference/tokenizers/{wordpiece,bytelevel,roberta,unigram,unigram-lower}/: tokenizer.json,
tokenizer_config.json, golden.json.
The text they are trained on is below, so that nothing else is needed. Names of folders as arguments write these alone.
"""

import hashlib
import json
import struct
import sys
import unicodedata
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

OUT = Path(__file__).parent.parent / "fixtures" / "reference" / "tokenizers"

CORPUS = [
    "The ferry left the harbour before the fog had lifted, and nobody on the quay could tell how far out it was.",
    "A lighthouse keeper counts ships the way other people count sheep; he doesn't sleep any better for it.",
    "She'd bought three oranges, 250 grams of coffee, and a newspaper from 1987 that she couldn't put down.",
    "They're late, we'll wait, I'm sure you've heard: it's the bridge again!",
    "Der Bär schläft im Wald, während das Mädchen über die Brücke läuft. Größe: 12,5 m².",
    "El niño comió piñas y bebió té en el café; la señora prefirió una crème brûlée.",
    "Ὀδυσσεὺς ΟΔΥΣΣΕΥΣ ΣΟΦΟΣ σοφός Σίσυφος",
    "Мышь съела сыр, а кошка уснула на окне.",
    "今天天气很好，我们去公园散步吧。猫在桌子上睡觉。",
    "東京の朝は静かで、電車の音だけが聞こえる。",
    "שלום עולם, הספר הזה ישן מאוד.",
    "مرحبا بالعالم، هذا الكتاب قديم جدا.",
    "🙂 👍🏽 👩‍👩‍👧‍👦 🇳🇴 ❤️ she smiled 😀😀",
    "for (let i = 0; i < n; i++) { total += price[i] * 1.2 }",
    "https://example.org/a/path?query=1&other=two#part",
]

TEXTS = {
    "plain": "The keeper doesn't wait: he'll count 250 ships before the fog lifts.",
    "unseen words": "Quixotic zebras vexed the mayor's jukebox, whiz-bang!",
    "emoji": "She smiled 😀 and waved 👋🏽; the family 👩‍👩‍👧‍👦 left for 🇳🇴 ❤️.",
    "accents": "Café crème, Ångström, naïve, Größe, e\u0301te\u0301, İstanbul, ﬁne",
    "greek final sigma": "ΟΔΥΣΣΕΥΣ ΣΟΦΟΣ, ΣΟΦΟΣ. Σ",
    "chinese": "今天我们在公园看见一只猫，it was 睡觉 again。",
    "rare chinese": "\U00020bb7野家 \U0002f804x\U0002b740",
    "japanese and korean": "東京の電車は静か。ｶﾀｶﾅ 안녕하세요 세계",
    "right to left": "שלום, הספר ישן. مرحبا بالعالم ١٢٣",
    "marks of direction": "abc \u202egnp.exe\u202c \u200fשלום\u200e \u2067x\u2069",
    "whitespace runs": "  two  spaces\t\ttabs \n\n\n lines\r\n end   ",
    "odd spaces": "no\u00a0break thin\u2009space ideographic\u3000space zero\u200bwidth soft\u00adhyphen",
    "only spaces": "     ",
    "empty": "",
    "one letter": "a",
    "controls": "a\u0001b\u0007c \ufffd d\u0085e",
    "punctuation": "«Wait…» — she said, 'no'. (50% off!) #tag @name $5 €5 a_b ^ ` ~ |",
    "numbers": "3.14159 1,000,000 ½ ² Ⅷ ٣ 2024-05-17T08:30",
    "marks as text": "before [SEP] after [MASK]. <|endoftext|> more",
    "a word of 100 letters": "x" * 100,
    "a word of 101 letters": "y" * 101,
    "code": "if (a[i] != b[j]) { return `${x}`; } // done",
}

# Only RoBERTa's: its marks where a person writes them.
MARKS = {"marks of its own as text": "before </s> after <s> a <mask> and  <mask>, <pad> more"}

LONG = {
    "long lines of words": lambda: long_line(100_000),
    "100,000 letters without a space": lambda: ("thefogliftedbeforetheferryleft" * 4000)[:100_000],
    "100,000 spaces": lambda: " " * 100_000,
    "100,000 Chinese signs": lambda: ("今天天气很好我们去公园散步吧猫在桌子上睡觉" * 5000)[:100_000],
}


def long_line(length):
    """Words, accents, Chinese, emoji and runs of spaces in turn, on one line."""
    parts = [text.replace("\n", " ").replace("\r", " ") for text in [*CORPUS, *TEXTS.values()]]
    line, turn = "", 0
    while len(line) < length:
        line += parts[turn % len(parts)] + " " * (1 + turn % 4)
        turn += 1
    return line[:length]


def wordpiece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(vocab_size=600, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0",
        pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[("[CLS]", tokenizer.token_to_id("[CLS]")), ("[SEP]", tokenizer.token_to_id("[SEP]"))],
    )
    config = {
        "tokenizer_class": "BertTokenizer",
        "do_lower_case": True,
        "cls_token": "[CLS]",
        "mask_token": "[MASK]",
        "pad_token": "[PAD]",
        "sep_token": "[SEP]",
        "unk_token": "[UNK]",
        "model_max_length": 512,
    }
    return tokenizer, config


def byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=["<|endoftext|>"],
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    mark = {"content": "<|endoftext|>", "lstrip": False, "normalized": True, "rstrip": False, "single_word": False}
    config = {
        "tokenizer_class": "GPT2Tokenizer",
        "add_prefix_space": False,
        "bos_token": {"__type": "AddedToken", **mark},
        "eos_token": {"__type": "AddedToken", **mark},
        "unk_token": {"__type": "AddedToken", **mark},
        "model_max_length": 1024,
    }
    return tokenizer, config


def roberta():
    """As RoBERTa's: bytes, marks around a text, two of them between texts, a mask that takes the space before it."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, normalized=False, special=True)]
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=special,
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.RobertaProcessing(
        sep=("</s>", 2), cls=("<s>", 0), trim_offsets=True, add_prefix_space=False
    )
    marks = {"bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "mask_token": "<mask>"}
    config = {"tokenizer_class": "RobertaTokenizer", "add_prefix_space": False, **marks}
    return tokenizer, {**config, "pad_token": "<pad>", "unk_token": "<unk>", "model_max_length": 512}


def replacements():
    """As SentencePiece's own table has them: compatibility forms, spaces of all kinds, what is not seen."""
    letters = sorted(set("".join([*CORPUS, *TEXTS.values()])) | set(map(chr, range(0xFF01, 0xFFA0))))
    table = {letter: unicodedata.normalize("NFKC", letter) for letter in letters}
    table |= {letter: " " for letter in "\t\n\r\u00a0\u2009\u3000\u0085"}
    table |= {letter: "" for letter in "\u00ad\u0001\u0007\u200b"}
    table |= {"e\u0301": "é", "A\u030a": "Å", "\uff76\uff9e": "ガ", "\u0939\u0940": "hi"}
    return {before: after for before, after in table.items() if before != after}


def charsmap(table):
    """The table as SentencePiece compiles it: a double array (as Darts writes one) of UTF-8 bytes, then the texts."""
    texts, places = bytearray(), {}
    for after in sorted(set(table.values())):
        places[after] = len(texts)
        texts += after.encode() + b"\0"
    trie = {}
    for before, after in table.items():
        node = trie
        for byte in before.encode():
            node = node.setdefault(byte, {})
        node[0] = places[after]
    units, used = {}, {0}

    def place(node, at, label):
        base = 1
        while any(base ^ key in used for key in node) or base in used:
            base += 1
        used.update(base ^ key for key in node)
        assert at ^ base < 1 << 21
        units[at] = (at ^ base) << 10 | (1 << 8 if 0 in node else 0) | label
        for key, child in node.items():
            if key == 0:
                units[base] = 1 << 31 | child
            else:
                place(child, base ^ key, key)

    place(trie, 0, 0)
    array = struct.pack(f"<{max(used) + 257}I", *(units.get(at, 0) for at in range(max(used) + 257)))
    return struct.pack("<I", len(array)) + array + bytes(texts)


def unigram_trainer():
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    return trainers.UnigramTrainer(vocab_size=400, special_tokens=special, unk_token="<unk>", show_progress=False)


def unigram():
    """As XLM-R's: the table of replacements, marks for spaces, two separators between texts."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Precompiled(charsmap(replacements()))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.train_from_iterator(CORPUS, unigram_trainer())
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    marks = {"bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>", "sep_token": "</s>"}
    return tokenizer, {"tokenizer_class": "XLMRobertaTokenizer", **marks, "pad_token": "<pad>", "unk_token": "<unk>"}


def unigram_lower():
    """As ALBERT's and T5's: several steps in turn, words cut at their marks alone, nothing before a text."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace("``", '"'),
            normalizers.NFKD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Precompiled(charsmap(replacements())),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="first")
    tokenizer.train_from_iterator(CORPUS, unigram_trainer())
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 2)]
    )
    marks = {"eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    return tokenizer, {"tokenizer_class": "T5Tokenizer", "remove_space": True, **marks}


def golden(tokenizer, texts):
    def ids(text):
        return tokenizer.encode(text).ids

    short = [
        {"name": name, "text": text, "ids": ids(text), "decoded": tokenizer.decode(ids(text))}
        for name, text in texts.items()
    ]
    long = []
    for name, make in LONG.items():
        found = ids(make())
        digest = hashlib.sha256(" ".join(map(str, found)).encode()).hexdigest()
        long.append({"name": name, "count": len(found), "sha256": digest})
    return {"short": short, "long": long}


def write(name, made, texts=TEXTS):
    """Training does not give the same pieces twice, so that one folder can be written without the others."""
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    tokenizer, config = made()
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
    (folder / "golden.json").write_text(json.dumps(golden(tokenizer, texts), ensure_ascii=False, separators=(",", ":")) + "\n")


write("wordpiece", wordpiece)
write("bytelevel", byte_level)
write("roberta", roberta, {**TEXTS, **MARKS})
write("unigram", unigram)
write("unigram-lower", unigram_lower)
(OUT / "longLine.json").write_text(json.dumps({"corpus": CORPUS}, ensure_ascii=False, separators=(",", ":")) + "\n")
