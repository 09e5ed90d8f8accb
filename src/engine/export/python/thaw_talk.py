"""
Conversations: found in data by their content, written out by the model's template, and told apart into what is given and
what is answered, as the page does it.
"""

import json

from jinja2 import TemplateError
from thaw_data import SPACE, as_cell, cleaned, decoded, encoded, json_values, named, rows_in
from thaw_project import HERE, PLAN, read
from transformers.utils.chat_template_utils import render_jinja_template

SPEAKERS = {
    name: speaker
    for speaker, names in {
        'system': 'system developer',
        'user': 'user human prompter customer question',
        'assistant': 'assistant gpt bot chatgpt model ai chatbot bing bard agent answer',
        'tool': 'tool function function_call function_response observation ipython',
    }.items()
    for name in names.split()
}
# Cells of a row that may be meant: what is given stands in up to three of them.
MOST_CELLS = 8


# ---- in data ----


def talks_in(_):
    """Lists of turns, and cells of a row as what is given and its answer; which are meant is for the digest to say."""

    def found(name, read_file):
        text = decoded(read_file())
        for said in talk_candidates(name, text):
            turns = in_turns(said)
            if turns:
                yield named('\0'.join(f'{speaker}\0{words}' for speaker, words in turns)), turns

    return found


def talk_candidates(name, text):
    for value in json_values(text):
        yield from talks_within(value)
    for cells, _ in rows_in(name, text):
        filled = [cell for cell in cells if cell.strip(SPACE)][:MOST_CELLS]
        for cell in filled:
            listed = parsed(cell)
            if isinstance(listed, list):
                yield from talks_within(listed)
        for answer in filled:
            given = [cell for cell in filled if cell is not answer]
            for first in given:
                yield [('user', first), ('assistant', answer)]
                for second in given:
                    if second is not first:
                        yield [('user', first), ('user', second), ('assistant', answer)]
                        yield [('system', first), ('user', second), ('assistant', answer)]
                        history = parsed(first)
                        if isinstance(history, list):
                            yield [*past(history), ('user', second), ('assistant', answer)]


def talks_within(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from talks_within(inner)
    elif isinstance(value, list):
        turns = [turn for item in value for turn in turns_of(item)]
        if turns and all(turns_of(item) for item in value):
            yield turns
        for inner in value:
            yield from talks_within(inner)


def past(history):
    """Pairs of a question and its answer, or turns."""
    if all(isinstance(pair, list) and len(pair) == 2 for pair in history):
        return [turn for pair in history for turn in zip(('user', 'assistant'), map(as_cell, pair))]
    return [turn for item in history for turn in turns_of(item)]


def turns_of(item):
    if not isinstance(item, dict):
        return []
    said = next((item[key] for key in ('role', 'from', 'speaker') if item.get(key) is not None), None)
    if isinstance(said, str):
        speaker = SPEAKERS.get(said.strip(SPACE).lower())
        words = next((item[key] for key in ('content', 'value', 'text') if item.get(key) is not None), '')
        if isinstance(words, list):
            words = '\n'.join(part['text'] for part in words if isinstance(part, dict) and part.get('text'))
        return [(speaker, words)] if speaker and isinstance(words, str) else []
    named_turns = [(SPEAKERS.get(name.strip(SPACE).lower()), words) for name, words in item.items()]
    return named_turns if all(speaker and isinstance(words, str) for speaker, words in named_turns) else []


def parsed(cell):
    try:
        return json.loads(cell) if cell.lstrip(SPACE).startswith('[') else None
    except (json.JSONDecodeError, RecursionError):
        return None


def in_turns(said):
    """From the first question to the last answer, in turns that alternate; None where nothing is learned of it."""
    spoken = [(who, words) for who, words in said if who != 'tool' and words.strip(SPACE)]
    last = max((at for at, (who, _) in enumerate(spoken) if who == 'assistant'), default=-1)
    asked = next((at for at, (who, _) in enumerate(spoken) if who == 'user'), last + 1)
    if last < 0 or asked > last:
        return None
    turns = []
    for at, (who, words) in enumerate(spoken[: last + 1]):
        if at <= asked and who == 'assistant':
            continue
        if turns and turns[-1][0] == who:
            words = f'{turns.pop()[1].rstrip(SPACE)}\n\n{words.lstrip(SPACE)}'
        turns.append((who, words))
    return [(who, cleaned(words, None)) for who, words in turns]


# ---- as tokens ----


def rendered(turns, asking=False):
    """By the template that the run was trained by; it is told the day that the page tells it."""
    chat = PLAN['chat']
    messages = [{'role': who, 'content': words} for who, words in turns]
    given = {**chat['tokens'], 'strftime_now': fixed_day}
    return render_jinja_template([messages], chat_template=chat['template'], add_generation_prompt=asking, **given)[0][0]


def fixed_day(form):
    day = {'%Y': '2024', '%m': '07', '%d': '26', '%b': 'Jul', '%B': 'July', '%y': '24'}
    for part, words in day.items():
        form = form.replace(part, words)
    return form


def talk_row(tokenizer, how, turns):
    """
    (ids, weights) of as many whole turns as are read at once, with weight 1 where an id is to be predicted; None where
    the template refuses them, or no answer fits.
    """
    try:
        ends = [at + 1 for at, (who, _) in enumerate(turns) if who == 'assistant']
        fits = (end for end in reversed(ends) if len(encoded(tokenizer, rendered(turns[:end]))) <= how['maxTokens'] + 1)
        kept = turns[: next(fits, 0)]
        if not kept:
            return None
        whole = rendered(kept)
        ids, answered = tokens_of(tokenizer, whole, answer_spans(kept, whole))
    except TemplateError:
        return None
    everything = PLAN['chat']['loss'] == 'all'
    weights = [float(at > 0 and (everything or answered[at])) for at in range(len(ids))]
    return (ids, weights) if any(weights) else None


def answer_spans(turns, whole):
    """Where each answer stands, the mark that ends it included: found by writing another one in its place."""
    spans = []
    for at, (who, words) in enumerate(turns):
        if who != 'assistant':
            continue
        sign = next(each for each in '\ue000\ue001\ue002' if words[:1] != each and words[-1:] != each)
        other = rendered([*turns[:at], (who, sign * 2), *turns[at + 1 :]])
        after = len(whole) - common(whole[::-1], other[::-1])
        content = common(whole, other)
        start = content if at == 0 else asked_length(turns, whole, at, content)
        spans.append((start, max(start, after + end_length(whole[after:]))))
    return spans


def common(one, other):
    return next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))


def asked_length(turns, whole, at, content):
    asked = rendered(turns[:at], asking=True)
    if whole.startswith(asked):
        return len(asked)
    if turns[at - 1][0] == 'assistant':
        header = asked[len(rendered(turns[:at])) :]
        return max(0, whole.rfind(header, 0, content + len(header))) + len(header)
    raise SystemExit('The template does not write a conversation as it asks for its answers: such a run has none to learn.')


def end_length(rest):
    space = len(rest) - len(rest.lstrip(SPACE))
    mark = next((each for each in MARKS if rest.startswith(each, space)), None)
    return space + len(mark) if mark else 0


def marks():
    """What stands for itself in a text, the longest first."""
    path = HERE / 'model' / 'tokenizer.json'
    added = [token['content'] for token in read(path)['added_tokens']] if path.exists() else []
    return sorted((mark for mark in added if mark.strip(SPACE)), key=len, reverse=True)


MARKS = marks()


def tokens_of(tokenizer, whole, spans):
    """The ids of the whole, and of each whether it is of an answer. What crosses a border is the answer's."""
    ids = encoded(tokenizer, whole)
    borders = [border for span in spans for border in span]
    pieces = [encoded(tokenizer, whole[start:end]) for start, end in zip([0, *borders], [*borders, len(whole)])]
    if [each for piece in pieces for each in piece] == ids:
        places = [sum(map(len, pieces[: i + 1])) for i in range(len(borders))]
    else:
        places = [place_of(encoded(tokenizer, whole[:border]), ids, i % 2) for i, border in enumerate(borders)]
    answered = [False] * len(ids)
    for start, end in zip(places[::2], places[1::2]):
        answered[start:end] = [True] * (end - start)
    return ids, answered


def turn_ends(tokenizer):
    """Ids after which nothing more is said: the mark that ends a turn, and the one that ends a text."""
    shortest = [('user', 'a'), ('assistant', 'a')]
    whole = rendered(shortest)
    ids, answered = tokens_of(tokenizer, whole, answer_spans(shortest, whole))
    last = [each for each, counts in zip(ids, answered) if counts][-1:]
    found = [each for each in last if tokenizer.decode([each], skip_special_tokens=False) in MARKS]
    return found + [each for each in [PLAN['input']['endId']] if each is not None and each not in found]


def place_of(before, ids, is_end):
    differs = next((at for at, each in enumerate(before) if at >= len(ids) or ids[at] != each), None)
    return len(before) if differs is None else differs + is_end
