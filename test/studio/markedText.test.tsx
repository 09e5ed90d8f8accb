// Sentences with what is marked in them: each mark says in words what it is, and how it stands against the truth.
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { TagsPrediction } from '../../src/shared/domain/answers.ts'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import { tagSetOf } from '../../src/shared/metrics/tagSet.ts'
import { initialState } from '../../src/studio/store/state.ts'
import { atEachWord } from '../../src/studio/store/steps.ts'
import { MarkedText, MarkedWords, MarkList } from '../../src/studio/ui/MarkedText.tsx'
import { judgedSentences, MarkedAnswer, TaggedData } from '../../src/tasks/token-classification/panels.tsx'

const words = (markup: string) => markup.replaceAll(/<[^>]+>/g, '')

test('a marked text keeps every letter, and says of each mark what it is', () => {
  const marks = [
    { start: 0, end: 2, label: 'PER' },
    { start: 13, end: 19, label: 'LOC', mistake: 'missed' },
  ] as const
  const markup = renderToStaticMarkup(<MarkedText text="Bo sailed to Verran." marks={marks} labels={['LOC', 'PER']} />)
  expect(words(markup)).toBe('Bo PER sailed to Verran LOC, missed.')
  expect(markup).toContain('<mark')
  expect(markup.match(/data-look="missed"/g)).toHaveLength(1)
})

test('marks may stand alone, and words are joined as they are written', () => {
  const labels = ['LOC', 'PER']
  const list = renderToStaticMarkup(<MarkList marks={[{ label: 'LOC', text: 'Port Verran' }]} labels={labels} />)
  expect(words(list).trim()).toBe('Port Verran LOC')
  const text = ['Bo', 'sailed', 'to', 'Verran', '.']
  const marked = <MarkedWords words={text} marks={[{ start: 3, end: 4, label: 'LOC' }]} labels={labels} />
  expect(words(renderToStaticMarkup(marked))).toBe('Bo sailed to Verran LOC.')
  const cut = <MarkedWords words={text.slice(0, 2)} marks={[{ start: 3, end: 4, label: 'LOC' }]} labels={labels} />
  expect(words(renderToStaticMarkup(cut))).toBe('Bo sailed')
})

test('Data shows the first sentences with their entities', () => {
  const classes = ['B-LOC', 'I-LOC', 'O'].map((name) => ({ name, count: 2, trainable: 2, thumbnails: [], samples: [] }))
  const tagged = { words: ['To', 'Port', 'Verran', '.'], tags: ['O', 'B-LOC', 'I-LOC', 'O'] }
  const summary: DatasetSummary = {
    ...{
      task: 'token-classification',
      name: 'news',
      fingerprint: '',
      examples: 2,
      traits: [],
      classes,
      passages: [],
      columns: null,
    },
    ...{ skipped: [], namedSplits: [], warnings: [] },
    answered: [{ text: 'To Port Verran .', thumbnail: null, answer: 'O B-LOC I-LOC O', tagged }],
  }
  const markup = renderToStaticMarkup(<TaggedData summary={summary} />)
  expect(words(markup)).toContain('To Port Verran LOC.')
  expect(markup).toContain('data-text="To Port Verran ."')
})

test('what was missed and what is wrong are told apart, by whole entities', () => {
  const answers = { truth: [[0, 1, 2, 0]], predicted: [[0, 2, 2, 0]], examples: [7] }
  const [sentence] = judgedSentences(
    { answers } as unknown as Parameters<typeof judgedSentences>[0],
    tagSetOf(['B-LOC', 'I-LOC', 'O']),
  )
  expect(sentence).toMatchObject({
    ...{ example: 7, mistakes: 2 },
    truth: [
      { start: 0, end: 2, mistake: 'missed' },
      { start: 3, end: 4 },
    ],
    found: [
      { start: 0, end: 1, mistake: 'wrong' },
      { start: 3, end: 4 },
    ],
  })
})

test('an answer shows the text again, and lists what was found with how sure it is', () => {
  const prediction: TagsPrediction = {
    ...{ kind: 'tags', text: 'Bo sailed.', types: ['PER'], words: 3, milliseconds: 12 },
    entities: [{ label: 'PER', start: 0, end: 2, text: 'Bo', probability: 0.91 }],
  }
  const markup = renderToStaticMarkup(<MarkedAnswer use={{ ...initialState.use, prediction }} />)
  expect(markup).toContain('data-prediction="Bo: PER"')
  expect(words(markup)).toContain('Bo PER sailed.')
  expect(words(markup)).toMatch(/PER, 91\.0\s% sure/)
})

test('a pooler is no block of a model that marks words, and the answer stays the same object', () => {
  const block = (name: string, parameters: number, ofWholeText?: true) => ({
    name,
    parameters,
    ...(ofWholeText && { ofWholeText }),
  })
  const model = { title: 'BERT', parameters: 120, blocks: [block('layer', 100), block('pooler', 20, true)] }
  const known = model as unknown as Parameters<typeof atEachWord>[0]
  const read = atEachWord(known)
  expect(read).toMatchObject({ title: 'BERT', parameters: 100, blocks: [{ name: 'layer' }] })
  expect(atEachWord(known)).toBe(read)
  const plain = { ...known, blocks: read.blocks }
  expect(atEachWord(plain)).toBe(plain)
})
