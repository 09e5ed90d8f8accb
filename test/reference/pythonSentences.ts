/** Sentences with tagged words in every form that a file may have: lists, marked texts, CoNLL's columns. */
import { seeded } from '../../src/shared/random.ts'

const animals = ['cat', 'dog', 'bird']
const others = ['the', 'sings', 'barks', 'purrs', 'loud', 'soft', 'and', 'then', 'again', 'sleeps']

interface Sentence {
  readonly words: readonly string[]
  readonly tags: readonly string[]
}

/** One animal in a row is an entity of one word, "loud cat" one of two. Some sentences are cut. */
export const taggedSentences: readonly Sentence[] = Array.from({ length: 30 }, (_, at) => {
  const random = seeded('tagged sentences').fork(String(at))
  const words: string[] = []
  const tags: string[] = []
  for (let word = 0; word < 4 + (at % 11); word++) {
    if (random.next() < 0.3) {
      const long = random.next() < 0.5
      words.push(...(long ? ['loud'] : []), animals[random.below(3)] as string)
      tags.push(...(long ? ['B-ANIMAL', 'I-ANIMAL'] : ['B-ANIMAL']))
    } else {
      words.push(others[random.below(others.length)] as string)
      tags.push('O')
    }
  }
  return { words, tags }
})

export type SentenceForm = 'lists' | 'cells' | 'spans' | 'labelStudio' | 'columns' | 'universal'

const spansOf = ({ words, tags }: Sentence) => {
  const starts = words.map((_, at) => words.slice(0, at).join(' ').length + Number(at > 0))
  return tags.flatMap((tag, at) => {
    if (!tag.startsWith('B')) return []
    const last = tags[at + 1]?.startsWith('I') ? at + 1 : at
    const end = (starts[last] as number) + (words[last] as string).length
    return [{ start: starts[at] as number, end, label: 'ANIMAL' }]
  })
}

const list = (words: readonly string[]) => `[${words.map((word) => `'${word}'`).join(', ')}]`

export const sentenceFiles: Readonly<Record<SentenceForm, () => { readonly path: string; readonly text: string }>> = {
  lists: () => ({
    path: 'sentences.jsonl',
    text: taggedSentences.map(({ words, tags }) => `${JSON.stringify({ tokens: words, tags })}\n`).join(''),
  }),
  cells: () => ({
    path: 'sentences.csv',
    text: `tokens,ner_tags\n${taggedSentences.map(({ words, tags }) => `"${list(words)}","${list(tags)}"\n`).join('')}`,
  }),
  // Spaces twice as wide as the words need, and a mark of punctuation that stands for itself.
  spans: () => ({
    path: 'sentences.jsonl',
    text: taggedSentences
      .map((each) => `${JSON.stringify({ text: `${each.words.join(' ')}.  `, entities: spansOf(each) })}\n`)
      .join(''),
  }),
  labelStudio: () => ({
    path: 'project.json',
    text: JSON.stringify(
      taggedSentences.map((each) => ({
        data: { text: each.words.join(' ') },
        annotations: [
          {
            result: spansOf(each).map(({ label, ...span }) => ({
              type: 'labels',
              value: { ...span, labels: [label] },
            })),
          },
        ],
      })),
    ),
  }),
  columns: () => ({
    path: 'sentences.conll',
    text: `-DOCSTART- O\n\n${taggedSentences.map(({ words, tags }) => `${words.map((word, at) => `${word} ${tags[at]}\n`).join('')}\n`).join('')}`,
  }),
  universal: () => ({
    path: 'sentences.conllu',
    text: taggedSentences
      .map(({ words, tags }, sentence) => {
        const line = (word: string, at: number) =>
          [at + 1, word, word, tags[at] === 'O' ? 'X' : 'NOUN', '_', '_', 0, 'dep', '_', '_'].join('\t')
        return `# sent_id = ${sentence}\n1-2\tboth\t_\t_\t_\t_\t_\t_\t_\t_\n${words.map(line).join('\n')}\n\n`
      })
      .join(''),
  }),
}
