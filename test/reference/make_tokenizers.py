"""Small WordPiece and byte-level BPE tokenizers and the ids that the original library gives for difficult texts.

Writes test/fixtures/reference/tokenizers/{wordpiece,bytelevel}/: tokenizer.json, tokenizer_config.json, golden.json.
The text they are trained on is below, so that nothing else is needed.
"""

import hashlib
import json
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

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


def golden(tokenizer):
    def ids(text):
        return tokenizer.encode(text).ids

    short = [
        {"name": name, "text": text, "ids": ids(text), "decoded": tokenizer.decode(ids(text))}
        for name, text in TEXTS.items()
    ]
    long = []
    for name, make in LONG.items():
        found = ids(make())
        digest = hashlib.sha256(" ".join(map(str, found)).encode()).hexdigest()
        long.append({"name": name, "count": len(found), "sha256": digest})
    return {"short": short, "long": long}


def write(name, tokenizer, config):
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
    (folder / "golden.json").write_text(json.dumps(golden(tokenizer), ensure_ascii=False, separators=(",", ":")) + "\n")


write("wordpiece", *wordpiece())
write("bytelevel", *byte_level())
(OUT / "longLine.json").write_text(json.dumps({"corpus": CORPUS}, ensure_ascii=False, separators=(",", ":")) + "\n")
