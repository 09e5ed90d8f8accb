/** split.json: every example by the SHA-256 of its content, with its answer and its split; null where the run leaves it out. */
import type { SplitName } from '../../../shared/domain/data.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { Content, Dataset, Example } from '../../data/dataset.ts'
import { sha256 } from '../../data/digest.ts'
import type { Split } from '../../data/splitDataset.ts'
import type { Target } from '../../data/target.ts'

export async function manifestOf({ task, name, fingerprint, classes, examples }: Dataset, split: Split) {
  const splits = new Map<number, SplitName>()
  for (const part of ['train', 'validation', 'test'] as const) for (const index of split[part]) splits.set(index, part)
  const listed = await Promise.all(
    examples.map(async (example, index) => ({
      id: example.digest,
      name: example.path,
      ...answerOf(example, classes),
      ...(await wordsOf(example.content)),
      split: splits.get(index) ?? null,
    })),
  )
  return { task, input: taskCard(task).input, name, fingerprint, classes, examples: listed }
}

function answerOf({ target, content }: Example, classes: readonly string[]) {
  return answers[target.kind](target as never, content, classes)
}

type Answers = {
  readonly [Kind in Target['kind']]: (
    target: Extract<Target, { readonly kind: Kind }>,
    content: Content,
    classes: readonly string[],
  ) => Readonly<Record<string, unknown>>
}

const answers: Answers = {
  class: ({ class: label }, _, classes) => ({ class: classes[label], label }),
  labels: ({ labels }) => ({ labels }),
  number: ({ value }) => ({ number: value }),
  tags: ({ tags }) => ({ tags }),
  // In Unicode characters: by it, passages are found in the file that they were cut from.
  text: (_, content) => ({ length: content.kind === 'text' ? [...content.text].length : 0 }),
}

/** Of a text in words: by it they are cut from the text again, wherever its spaces stood. */
async function wordsOf(content: Content) {
  if (content.kind !== 'words') return {}
  const words = content.words.map((word) => word.replace(/\s/g, ''))
  return {
    unspaced: await sha256(new TextEncoder().encode(words.join(''))),
    words: words.map((word) => [...word].length),
  }
}
