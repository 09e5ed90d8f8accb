/**
 * The lines of Python that a README shows: they load what lies beside it and answer as the page does. Examples are in
 * `examples`, what the model makes of them in `answers`; test/reference/check_exports.py runs them with its own examples.
 */
import { taskCard } from '../../tasks/cards.ts'
import type { TaskCard } from '../../tasks/taskCard.ts'
import type { TunedModel } from '../inference/tunedModel.ts'

export interface SnippetParts {
  /** Lines of imports beside torch, each whole. */
  readonly imports: readonly string[]
  /** Lines that make `model`, and `tokenizer` or `processor`. */
  readonly loads: readonly string[]
  /** Further arguments of the tokenizer's call: ", max_length=128". */
  readonly cut: string
  /** Further arguments of `generate`; absent where there are none. */
  readonly generate?: string | undefined
  /** What stands for the examples in a program; absent, examples to begin with. */
  readonly given?: string
}

/** As a block of Markdown. */
export function snippet(tuned: TunedModel, parts: SnippetParts): string[] {
  return ['```python', ...snippetLines(tuned, parts), '```']
}

export function snippetLines(tuned: TunedModel, { imports, loads, cut, generate, given }: SnippetParts): string[] {
  const { input, target } = taskCard(tuned.task)
  const ask = asks[target === 'text' && input === 'text' ? 'start' : input](tuned, cut)
  const length = ['max_new_tokens=40', 'pad_token_id=tokenizer.pad_token_id']
  const tell = tells[target](tuned, generate ? [...length, generate] : length)
  const all = [...new Set([...ask.imports, ...tell.imports, ...imports])]
  const [own, others] = [true, false].map((standard) => all.filter((line) => isStandard(line) === standard).sort())
  const asked = ask.lines.map((line) => (given && line.startsWith('examples = ') ? `examples = ${given}` : line))
  return [
    ...(own?.length ? [...own, ''] : []),
    'import torch',
    ...(others ?? []),
    '',
    ...loads,
    '',
    ...asked,
    'with torch.no_grad():',
    ...tell.computes.map((line) => `    ${line}`),
    ...tell.lines,
  ]
}

function isStandard(line: string): boolean {
  return /^(import argparse|from pathlib )/.test(line)
}

interface Ask {
  readonly imports: readonly string[]
  /** They make `examples` and `inputs`. */
  readonly lines: readonly string[]
}

type Asks = Readonly<Record<TaskCard['input'] | 'start', (tuned: TunedModel, cut: string) => Ask>>

const asks: Asks = {
  image: () => ({
    imports: ['from PIL import Image, ImageOps'],
    lines: [
      '',
      'def opened(path):',
      '    """Upright, and on white where it is transparent, as in the page."""',
      '    picture = ImageOps.exif_transpose(Image.open(path)).convert("RGBA")',
      '    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")',
      '',
      '',
      'examples = ["PICTURE.jpg"]',
      'inputs = processor([opened(path) for path in examples], return_tensors="pt")',
    ],
  }),
  text: (_, cut) => ({
    imports: [],
    lines: [
      'examples = ["A text of yours", "and another one"]',
      `inputs = tokenizer(examples, truncation=True${cut}, padding=True, return_tensors="pt")`,
    ],
  }),
  pair: (_, cut) => ({
    imports: [],
    lines: [
      'examples = [("A text of yours", "and another one")]',
      'firsts, seconds = [first for first, _ in examples], [second for _, second in examples]',
      `inputs = tokenizer(firsts, seconds, truncation=True${cut}, padding=True, return_tensors="pt")`,
    ],
  }),
  words: (_, cut) => ({
    imports: [],
    lines: [
      'examples = [["Words", "of", "yours"], ["and", "others"]]',
      `inputs = tokenizer(examples, is_split_into_words=True, truncation=True${cut}, padding=True, return_tensors="pt")`,
    ],
  }),
  turns: () => ({
    imports: [],
    lines: [
      'examples = ["A question of yours"]',
      'turns = [{"role": "user", "content": examples[0]}]',
      'inputs = tokenizer.apply_chat_template(turns, add_generation_prompt=True, return_dict=True, return_tensors="pt")',
    ],
  }),
  start: () => ({
    imports: [],
    lines: ['examples = ["Once upon a time"]', 'inputs = tokenizer(examples, return_tensors="pt")'],
  }),
}

interface Tell {
  readonly imports: readonly string[]
  /** Without gradients: they make `answers`. */
  readonly computes: readonly string[]
  readonly lines: readonly string[]
}

type Tells = Readonly<Record<TaskCard['target'], (tuned: TunedModel, generate: readonly string[]) => Tell>>

const names = 'names = model.config.id2label'

const tells: Tells = {
  class: (tuned) => ({
    imports: [],
    computes: [`answers = ${logits(tuned)}.softmax(-1)`],
    lines: [
      names,
      'for example, answer in zip(examples, answers):',
      '    print(example, {names[i]: round(share.item(), 4) for i, share in enumerate(answer)})',
    ],
  }),
  labels: (tuned) => ({
    imports: [],
    computes: [`answers = ${logits(tuned)}.sigmoid()`],
    lines: [
      names,
      `thresholds = ${JSON.stringify(thresholdsOf(tuned))}  # a label holds from here on`,
      'for example, answer in zip(examples, answers):',
      '    print(example, [names[i] for i, share in enumerate(answer) if share >= thresholds[i]])',
    ],
  }),
  number: (tuned) => ({
    imports: [],
    computes: [`answers = ${logits(tuned)}[:, 0]${shiftOf(tuned)}`],
    lines: ['for example, answer in zip(examples, answers):', '    print(example, answer.item())'],
  }),
  tags: (tuned) => ({
    imports: [],
    computes: [`answers = ${logits(tuned)}.softmax(-1)  # [examples, tokens, tags]`],
    lines: [
      names,
      'for i, words in enumerate(examples):',
      '    places = inputs.word_ids(i)  # the word of each token; its first token answers for it',
      '    for at, word in enumerate(words):',
      '        if at in places:',
      '            print(word, names[answers[i, places.index(at)].argmax().item()])',
    ],
  }),
  text: (_, generate) => ({
    imports: [],
    computes: [`answers = model.generate(${['**inputs', ...generate].join(', ')})`],
    lines: ['print(tokenizer.decode(answers[0], skip_special_tokens=True))'],
  }),
}

function logits({ model: { trunk } }: TunedModel): string {
  const more = trunk.input.kind === 'image' && trunk.huggingFace.interpolates ? ', interpolate_pos_encoding=True' : ''
  return `model(**inputs${more}).logits`
}

function thresholdsOf({ labels, constants }: TunedModel): number[] {
  return labels.map((_, label) => constants?.thresholds?.[label] ?? 0.5)
}

function shiftOf({ constants }: TunedModel): string {
  const [shift] = constants?.shift ?? []
  return shift === undefined ? '' : ` + ${shift}  # the head has no bias to hold it`
}
