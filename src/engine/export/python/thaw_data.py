"""
What the page and this project must agree on to the last bit: random numbers, the order of the examples, the data
(found by content, so that its folders may have moved), pictures as the network sees them, texts as tokens.
"""

import ast
import csv
import hashlib
import io
import itertools
import json
import math
import re
import zipfile
from pathlib import Path

import numpy
from PIL import Image, ImageOps

MASK = 0xFFFFFFFF


class Random:
    """The page's generator (sfc32), seeded by a name; `fork` gives an independent stream for a purpose."""

    def __init__(self, name):
        self.name = str(name)
        self.a, self.b, self.c = (named_bits(self.name, salt) for salt in (1, 2, 3))
        self.counter = 1
        for _ in range(12):
            self.next()

    def next(self):
        """Uniform in [0, 1)."""
        total = (self.a + self.b + self.counter) & MASK
        self.counter = (self.counter + 1) & MASK
        self.a = self.b ^ (self.b >> 9)
        self.b = (self.c + (self.c << 3)) & MASK
        self.c = ((((self.c << 21) & MASK) | (self.c >> 11)) + total) & MASK
        return total / 2**32

    def below(self, bound):
        return math.floor(self.next() * bound)

    def shuffled(self, items):
        items = list(items)
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]
        return items

    def fork(self, purpose):
        return Random(f'{self.name}/{purpose}')


def named_bits(text, salt):
    """FNV-1a over UTF-16 units."""
    bits = 0x811C9DC5 ^ (salt * 0x9E3779B1 & MASK)
    units = text.encode('utf-16-le', 'surrogatepass')
    for low, high in zip(units[::2], units[1::2]):
        bits = (bits ^ (low | high << 8)) * 0x01000193 & MASK
    return bits


def epoch_order(rows, batch, seed, epoch, length=None):
    """The training rows in the order of one epoch (from 1). With lengths, each batch holds rows of about one length."""
    random = Random(seed).fork(f'order/{epoch}')
    if length is None:
        return random.shuffled(rows)
    shuffled = random.fork('rows').shuffled(rows)
    batches = []
    for start in range(0, len(shuffled), 16 * batch):
        chunk = sorted(shuffled[start : start + 16 * batch], key=length)
        batches += [chunk[at : at + batch] for at in range(0, len(chunk), batch)]
    short = [batches.pop()] if batches and len(batches[-1]) < batch else []
    return [row for some in random.fork('batches').shuffled(batches) + short for row in some]


# ---- the data, by content ----


def find_examples(data, manifest):
    """
    Looks through a folder, a zip or a single file for the examples of split.json, each known by its SHA-256. Returns in
    the manifest's order what reads a picture's bytes, a pair (prompt, text), a pair of texts, or a list of words.
    """
    examples = manifest['examples']
    wanted = {example['id'] for example in examples}
    candidates, found = finder_of(manifest['input'])(examples), {}
    for name, read in files_in(Path(data)):
        for key, example in candidates(name, read):
            if key in wanted:
                found[key] = example
    missing = [example['name'] for example in examples if example['split'] and example['id'] not in found]
    if missing:
        lacks = f'{data} lacks {len(missing)} of the run\'s examples, first "{missing[0]}" (compared by content).'
        looked = '' if manifest['input'] == 'image' else ' Texts are looked for in text files, CSV, TSV and JSON: save others so.'
        raise SystemExit(lacks + looked)
    return [found.get(example['id']) for example in examples]


def finder_of(kind):
    if kind == 'turns':
        from thaw_talk import talks_in  # which needs transformers

        return talks_in
    return {'image': pictures_in, 'text': prompts_in, 'pair': pairs_in, 'words': sentences_in}[kind]


def pictures_in(_):
    return lambda name, read: [(hashlib.sha256(read()).hexdigest(), read)]


def prompts_in(examples):
    def found(name, read):
        for prompt, text in texts_in(name, decoded(read()), examples):
            prompt, text = cleaned(prompt), cleaned(text)
            yield named(f'{prompt}\0{text}' if prompt else text), (prompt, text)

    return found


def pairs_in(_):
    """Any two cells of a row; which of them are meant is for the digest to say."""

    def found(name, read):
        for cells, _ in rows_in(name, decoded(read())):
            texts = [cleaned(cell) for cell in cells]
            for i, first in enumerate(texts):
                for j, second in enumerate(texts):
                    if i != j and first and second:
                        yield named(f'{first}\0\0{second}'), (first, second)

    return found


def sentences_in(examples):
    """
    Lists of words as they stand, and texts that are cut as the page cut them: the manifest knows the text without its
    spaces, and how long each word is.
    """
    lengths = {}
    for example in examples:
        lengths.setdefault(example['unspaced'], []).append(example['words'])

    def found(name, read):
        for said in sentence_candidates(name, decoded(read())):
            if isinstance(said, list):
                said = [cleaned(word) for word in said]
                yield named('\0'.join(said)), said
            text = ''.join(said).translate(UNSPACED)
            for each in lengths.get(named(text), ()):
                ends = list(itertools.accumulate(each))
                words = [text[end - length : end] for length, end in zip(each, ends)]
                yield named('\0'.join(words)), words

    return found


def named(text):
    """By its SHA-256. Halves of surrogates are written as browsers write them."""
    return hashlib.sha256(text.encode('utf-16-le', 'surrogatepass').decode('utf-16-le', 'replace').encode()).hexdigest()


def files_in(data):
    if data.is_dir():
        for path in sorted(data.rglob('*')):
            if path.suffix.lower() == '.zip':
                yield from files_in(path)
            elif path.is_file():
                yield path.name, path.read_bytes
    elif data.suffix.lower() == '.zip':
        archive = zipfile.ZipFile(data)
        for name in sorted(archive.namelist()):
            if not name.endswith('/'):
                yield name.split('/')[-1], lambda name=name: archive.read(name)
    else:
        yield data.name, data.read_bytes


def texts_in(name, text, examples):
    """Every piece of a file that might be an example; whether it is one is for its digest to say."""
    yield '', text
    for cells, names in rows_in(name, text):
        yield from pieces_of(cells, names)
    yield from passages_in(name, text, examples)


def rows_in(name, text):
    """Cells and their names, in every way that a file may be a table."""
    if re.search(r'\.(jsonl|ndjson|json)$', name, re.I):
        for record in json_records(text):
            values = {key.lower(): as_cell(value) for key, value in record.items()}
            yield list(values.values()), list(values)
    elif re.search(r'\.(csv|tsv|txt)$', name, re.I):
        csv.field_size_limit(2**31 - 1)
        for delimiter, quoting in ((',', 0), (';', 0), ('\t', 0), ('|', 0), ('\t', csv.QUOTE_NONE)):
            rows = csv.reader(io.StringIO(text, newline=''), delimiter=delimiter, quoting=quoting)
            first = next(rows, [])
            yield first, []
            header = [cell.strip().lower() for cell in first]
            for row in rows:
                yield row, header


def sentence_candidates(name, text):
    """Every text and every list of words in a file: of JSON, of a table's cells, of CoNLL's columns."""
    yield text
    for value in json_values(text):
        yield from texts_within(value)
    for cells, _ in rows_in(name, text):
        for cell in cells:
            yield cell
            yield from listed(cell)
    for separator in (r'\t', r'[ \t]+'):
        for column in (0, 1):
            yield from columns_in(text, separator, column)


def json_values(text):
    """A file that is JSON, or whose lines are."""
    for piece in (text, *text.split('\n')):
        try:
            yield json.loads(piece)
        except json.JSONDecodeError:
            continue


def texts_within(value):
    if isinstance(value, str):
        yield value
        yield from listed(value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts_within(inner)
    elif isinstance(value, list):
        if value and all(isinstance(item, (str, int, float)) for item in value):
            yield [item if isinstance(item, str) else as_cell(item) for item in value]
        for inner in value:
            yield from texts_within(inner)


def listed(cell):
    """A list in one cell, as JSON or Python writes it."""
    if not cell.strip().startswith('['):
        return
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(cell.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(value, list) and value and all(isinstance(item, (str, int, float)) for item in value):
            yield [str(item) for item in value]
            return


def columns_in(text, separator, column):
    """One column of a text whose lines are words, and whose empty lines part sentences."""
    words = []
    for line in [*text.split('\n'), '']:
        if not line.strip() or line.startswith('-DOCSTART-'):
            if words:
                yield words
            words = []
            continue
        cells = re.split(separator, line.strip())
        universal = column == 1 and re.match(r'\d+[-.]\d+$', cells[0])
        if not re.match(r'#\s+(\S+\s*=|newdoc|newpar)', line) and not universal and column < len(cells):
            words.append(cells[column])


def pieces_of(cells, names):
    if 'prompt' in names and 'completion' in names and len(cells) == len(names):
        yield cells[names.index('prompt')], cells[names.index('completion')]
    for cell in cells:
        yield '', cell


def json_records(text):
    try:
        listed = text.lstrip().startswith('[')
        records = json.loads(text) if listed else [json.loads(line) for line in text.split('\n') if line.strip()]
        return [record for record in records if isinstance(record, dict)]
    except json.JSONDecodeError:
        return []


def as_cell(value):
    if value is None:
        return ''
    return value if isinstance(value, str) else json.dumps(value, separators=(',', ':'), ensure_ascii=False)


SPACE = ' \t\n\v\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff' + ''.join(map(chr, range(0x2000, 0x200B)))
UNSPACED = dict.fromkeys(map(ord, SPACE))


def passages_in(name, text, examples):
    """A text file was cut into passages with nothing but space between; the manifest knows how long each is."""
    start = re.search(r'^\*{3} ?START OF\b[^*]{0,300}\*{3}[^\n]*\n', text, re.M)
    at = start.end() if start else 0
    for example in examples:
        title, comma, _ = example['name'].rpartition(', passage ')
        if not comma or title.split('/')[-1] != name or 'length' not in example:
            continue
        while at < len(text) and text[at] in SPACE:
            at += 1
        yield '', text[at : at + example['length']]
        at += example['length']


def decoded(content):
    if content[:2] in (b'\xff\xfe', b'\xfe\xff'):
        return cleaned(content.decode('utf-16', 'replace'), None)
    try:
        return cleaned(content.decode('utf-8-sig'), None)
    except UnicodeDecodeError:
        return cleaned(content.decode('cp1252', 'replace'), None)


def cleaned(text, most=100_000):
    """No zero characters, every line ends in LF, at most so many UTF-16 units."""
    text = text.replace('\0', '').replace('\r\n', '\n').replace('\r', '\n')
    if most is None or len(text) <= most // 2:
        return text
    return text.encode('utf-16-le', 'surrogatepass')[: 2 * most].decode('utf-16-le', 'ignore')


# ---- pictures ----


def picture(content, how, augment=None, random=None):
    """[3, size, size], normalised: the centre view, or with `random` an augmented one."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert('RGBA')
    image = Image.alpha_composite(Image.new('RGBA', image.size, 'white'), image).convert('RGB')
    kernel = Image.Resampling.BILINEAR if how['resample'] == 'bilinear' else Image.Resampling.BICUBIC
    size = how['size']
    crops, flips, colours = (random.fork(name) for name in ('crop', 'flip', 'colour')) if random else (None,) * 3
    if random and augment['crop'] < 1:
        pixels = numpy.array(scaled(image.crop(random_box(*image.size, augment['crop'], crops)), size, size, kernel))
    else:
        pixels = centre_view(image, size, how['cropShare'], kernel)
    if random and augment['flip'] and flips.next() < 0.5:
        pixels = pixels[:, ::-1]
    if random and augment['colour'] > 0:
        pixels = jittered(pixels.astype(numpy.float64), augment['colour'], colours)
    values = (pixels / 255.0 - numpy.array(how['mean'])) / numpy.array(how['std'])
    return values.transpose(2, 0, 1).astype(numpy.float32)


def centre_view(image, size, crop_share, kernel):
    shorter = max(size, math.floor(size / crop_share))
    width, height = image.size
    across = shorter if width <= height else shorter * width // height
    down = shorter if height <= width else shorter * height // width
    left, top = (across - size) // 2, (down - size) // 2
    return numpy.array(scaled(image, across, down, kernel))[top : top + size, left : left + size]


def scaled(image, width, height, kernel):
    """Rows before columns, as the page does; Pillow by itself chooses the order by the sides."""
    return image.resize((width, image.height), kernel).resize((width, height), kernel)


def random_box(width, height, smallest, random):
    """Area share uniform in [smallest, 1], aspect log-uniform in [3/4, 4/3]; left, top, right, bottom."""
    for _ in range(10):
        area = width * height * (smallest + (1 - smallest) * random.next())
        ratio = 3 / 4 * (4 / 3 / (3 / 4)) ** random.next()
        across, down = math.floor(math.sqrt(area * ratio) + 0.5), math.floor(math.sqrt(area / ratio) + 0.5)
        if 1 <= across <= width and 1 <= down <= height:
            left, top = random.below(width - across + 1), random.below(height - down + 1)
            return left, top, left + across, top + down
    across = max(1, min(width, math.floor(height * 4 / 3 + 0.5)))
    down = max(1, min(height, math.floor(width * 4 / 3 + 0.5)))
    left, top = (width - across) // 2, (height - down) // 2
    return left, top, left + across, top + down


LUMA = numpy.array([0.299, 0.587, 0.114])


def jittered(pixels, strength, random):
    """Brightness, contrast, saturation, in this order."""
    brightness, contrast, saturation = (1 + strength * (2 * random.next() - 1) for _ in range(3))
    mean = brightness * (pixels @ LUMA).mean()
    pixels = contrast * (brightness * pixels - mean) + mean
    grey = (pixels @ LUMA)[..., None]
    return numpy.clip(numpy.rint(grey + saturation * (pixels - grey)), 0, 255)


# ---- texts ----


def labelled_row(tokenizer, how, text):
    """Ids with the tokenizer's marks; a longer text loses its end and keeps the marks."""
    room = max(1, how['maxTokens'] - len(how['before']) - len(how['after']))
    ids = how['before'] + encoded(tokenizer, text)[:room] + how['after']
    return ids or [how['padId']]


def pair_row(tokenizer, how, first, second):
    """(ids, types): two texts in one row, with the tokenizer's marks; the longer loses its end first."""
    marks = how['pair']
    before, between, after = marks['before'], marks['between'], marks['after']
    one, two = encoded(tokenizer, first), encoded(tokenizer, second)
    kept = longest_first(len(one), len(two), max(2, how['maxTokens'] - len(before) - len(between) - len(after)))
    ids = before + one[: kept[0]] + between + two[: kept[1]] + after
    of_first = len(before) + kept[0] + len(between)
    return ids, [marks['firstType']] * of_first + [marks['secondType']] * (len(ids) - of_first)


def longest_first(one, two, room):
    if one + two <= room:
        return one, two
    short = min(one, two)
    long = max(short, room - short)
    kept, rest = (room // 2, room - room // 2) if short + long > room else (short, long)
    return (rest, kept) if one > two else (kept, rest)


def words_row(tokenizer, how, words):
    """(ids, starts): where each word's first piece stands, -1 where it was cut off or has no piece."""
    before, after = how['before'], how['after']
    last = max(len(before) + 1, how['maxTokens'] - len(after))
    ids, starts = list(before), [-1] * len(words)
    for at, word in enumerate(words):
        pieces = encoded(tokenizer, f' {word}')
        if pieces and len(ids) >= last:
            break
        if pieces:
            starts[at] = len(ids)
            ids += pieces[: last - len(ids)]
    return ids + after or [how['padId']], starts


def windows(tokenizer, how, prompt, text):
    """
    [(ids, weights)]: at most maxTokens + 1 ids each. The network is fed with all but the last and asked for all but the
    first; weights are 0 where an id is given (prompts) and 1 where it is to be predicted.
    """
    most, marks = how['maxTokens'], how['before']
    given = encoded(tokenizer, prompt)
    asked = encoded(tokenizer, text) + ([how['endId']] if given and how['endId'] is not None else [])
    room = most - len(marks)
    kept = min(len(given), max(room // 2, room + 1 - len(asked)))
    ids = marks + given[len(given) - kept :] + asked
    rows = []
    for start in range(0, len(ids) - 1, most):
        window = ids[start : start + most + 1]
        weights = [float(i > 0 and start + i >= len(marks) + kept) for i in range(len(window))]
        if any(weights):
            rows.append((window, weights))
    return rows


def encoded(tokenizer, text):
    return tokenizer.encode(text, add_special_tokens=False).ids
