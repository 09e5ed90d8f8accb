"""A GGUF file, blocks of 8 bits, and a tokenizer of pieces, as the originals write them.

    python -m venv /tmp/gguf && /tmp/gguf/bin/pip install -r test/reference/requirements-gguf.txt
    /tmp/gguf/bin/python test/reference/make_gguf.py

Writes test/fixtures/reference/gguf/ (small.gguf by the package gguf; values.bin, and what its quantiser makes of them in
q8_0.bin and f16.bin) and test/fixtures/reference/tokenizers/pieces/ (byte pairs that fall back to bytes, with the merges
that transformers makes of a SentencePiece model: every split of each piece).
"""

import json
from pathlib import Path

import gguf
import numpy
from tokenizers import Tokenizer, decoders, models, normalizers, trainers

OUT = Path(__file__).parent.parent / 'fixtures' / 'reference'
CORPUS = [
    'The ferry left the harbour before the fog had lifted, and nobody on the quay could tell how far out it was.',
    "A lighthouse keeper counts ships the way other people count sheep; he doesn't sleep any better for it.",
    "She'd bought three oranges, 250 grams of coffee, and a newspaper from 1987 that she couldn't put down.",
    'Der Bär schläft im Wald, während das Mädchen über die Brücke läuft. Größe: 12,5 m².',
    'El niño comió piñas y bebió té en el café; la señora prefirió una crème brûlée.',
]
TEXTS = [
    "The keeper doesn't wait: he'll count 250 ships before the fog lifts.",
    'Größe, naïve, 今天, 🙂 and İstanbul',
    '  two spaces,\nand a line\n\n',
]


def main():
    (OUT / 'gguf').mkdir(exist_ok=True)
    small()
    blocks()
    pieces()


def small():
    writer = gguf.GGUFWriter(OUT / 'gguf' / 'small.gguf', 'llama')
    writer.add_name('A model with “signs” 🙂')
    writer.add_block_count(2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_add_bos_token(False)
    writer.add_token_list(['<s>', 'Ġthe', '好'])
    writer.add_token_scores([0.0, -1.0, -2.5])
    writer.add_token_types([3, 1, 1])
    writer.add_array('llama.attention.sliding_window_pattern', [True, False])
    writer.add_tensor('token_embd.weight', numpy.arange(6, dtype=numpy.float32).reshape(3, 2) / 4)
    writer.add_tensor('output.weight', (numpy.arange(6, dtype=numpy.float32).reshape(3, 2) / 8).astype(numpy.float16))
    table = numpy.linspace(-3, 5, 64, dtype=numpy.float32).reshape(2, 32)
    q8_0 = gguf.GGMLQuantizationType.Q8_0
    writer.add_tensor('blk.0.ffn_up.weight', gguf.quants.quantize(table, q8_0), raw_dtype=q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def blocks():
    """Ordinary ones, zeros, one that is all alike, the smallest and the largest, and halves between two whole numbers."""
    draw = numpy.random.default_rng(7)
    rows = [draw.standard_normal(32) * scale for scale in (1, 0.02, 3e-7, 1e-30, 1e4) for _ in range(12)]
    rows += [numpy.zeros(32), numpy.full(32, -0.3), numpy.linspace(-127, 127, 32), numpy.arange(-16, 16) + 0.5]
    rows += [numpy.concatenate([[127.0], numpy.arange(31) + 0.5]), numpy.concatenate([[0.0, -0.0], draw.random(30)])]
    values = numpy.stack(rows).astype(numpy.float32)
    (OUT / 'gguf' / 'values.bin').write_bytes(values.tobytes())
    for kind in (gguf.GGMLQuantizationType.Q8_0, gguf.GGMLQuantizationType.F16):
        (OUT / 'gguf' / f'{kind.name.lower()}.bin').write_bytes(gguf.quants.quantize(values, kind).tobytes())


def pieces():
    steps = [normalizers.Prepend('▁'), normalizers.Replace(' ', '▁')]
    tokenizer = Tokenizer(models.BPE(unk_token='<unk>', byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence(steps)
    special = ['<unk>', '<s>', '</s>']
    spelled = [f'<0x{byte:02X}>' for byte in range(256)]
    tokenizer.train_from_iterator(
        CORPUS, trainers.BpeTrainer(vocab_size=480, special_tokens=special + spelled, show_progress=False)
    )
    vocab = tokenizer.get_vocab()
    order = sorted(vocab, key=vocab.get)
    merges = [
        (piece[:at], piece[at:])
        for piece in order[len(special + spelled) :]
        for at in sorted(range(1, len(piece)), key=lambda at: (vocab.get(piece[:at], 0), vocab.get(piece[at:], 0)))
        if piece[:at] in vocab and piece[at:] in vocab
    ]
    tokenizer.model = models.BPE(vocab=vocab, merges=merges, unk_token='<unk>', byte_fallback=True, fuse_unk=True)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace('▁', ' '), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(' ', 1, 0)]
    )
    made = json.loads(tokenizer.to_str())
    made['added_tokens'] = [token for token in made['added_tokens'] if token['content'] in special]
    folder = OUT / 'tokenizers' / 'pieces'
    folder.mkdir(exist_ok=True)
    settings = {'tokenizer_class': 'LlamaTokenizer', 'bos_token': '<s>', 'eos_token': '</s>', 'unk_token': '<unk>'}
    write(folder / 'tokenizer.json', made)
    write(folder / 'tokenizer_config.json', settings)
    read = Tokenizer.from_file(str(folder / 'tokenizer.json'))
    write(folder / 'golden.json', [{'text': text, 'ids': read.encode(text).ids} for text in TEXTS])


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + '\n', encoding='utf-8')


if __name__ == '__main__':
    main()
