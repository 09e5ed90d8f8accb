/** Sentences about animals, of which each is an entity and each sound another: enough for a small network to learn. */
import type { Dataset } from '../../src/engine/data/dataset.ts'
import { seeded } from '../../src/shared/random.ts'

export const tagNames = ['B-ANIMAL', 'B-SOUND', 'I-SOUND', 'O']
const tagOf: Readonly<Record<string, number>> = {
  cat: 0,
  dog: 0,
  bird: 0,
  loud: 1,
  soft: 1,
  barks: 2,
  purrs: 2,
  sings: 2,
}

export function taggedSentences(count: number): Dataset {
  const random = seeded('tagged sentences')
  const pick = (words: readonly string[]) => words[random.below(words.length)] as string
  const examples = Array.from({ length: count }, (_, index) => {
    const words = [
      ...(random.below(2) ? ['then'] : []),
      ...['the', pick(['cat', 'dog', 'bird']), 'and'],
      ...[pick(['loud', 'soft']), pick(['barks', 'purrs', 'sings'])],
      ...(random.below(2) ? ['again'] : ['sleeps', 'again', 'and', 'again']),
    ]
    const target = { kind: 'tags', tags: words.map((word) => tagOf[word] ?? 3) } as const
    const content = { kind: 'words', words } as const
    return {
      path: `animals.jsonl, row ${index + 1}`,
      target,
      split: null,
      content,
      digest: `${index} ${words.join(' ')}`,
    }
  })
  return {
    task: 'token-classification',
    name: 'animals.jsonl',
    fingerprint: 'animals',
    classes: tagNames,
    examples,
    columns: null,
    skipped: [],
    namedSplits: [],
    warnings: [],
  }
}
