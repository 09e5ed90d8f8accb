/** split.json: every example by the SHA-256 of its content, with its class and its split; null where the run leaves it out. */
import type { SplitName } from '../../../shared/domain/data.ts'
import type { Dataset, Example } from '../../data/dataset.ts'
import type { Split } from '../../data/splitDataset.ts'

export function manifestOf({ task, name, fingerprint, classes, examples }: Dataset, split: Split) {
  const splits = new Map<number, SplitName>()
  for (const part of ['train', 'validation', 'test'] as const) for (const index of split[part]) splits.set(index, part)
  const listed = examples.map((example, index) => ({
    id: example.digest,
    name: example.path,
    ...answerOf(example, classes),
    split: splits.get(index) ?? null,
  }))
  return { task, name, fingerprint, classes, examples: listed }
}

function answerOf(example: Example, classes: readonly string[]) {
  const { target } = example
  return target.kind === 'class' ? { class: classes[target.class], label: target.class } : lengthOf(example)
}

/** In Unicode characters: by it, passages are found in the file that they were cut from. */
function lengthOf({ content }: Example): { length: number } {
  return { length: content.kind === 'text' ? [...content.text].length : 0 }
}
