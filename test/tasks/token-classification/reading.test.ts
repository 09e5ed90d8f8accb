import { expect, test } from 'vitest'
import { named } from '../../../src/engine/data/target.ts'
import { dropped, read } from '../../engine/data/archives.ts'
import { inWords, leftOut } from '../../support/inWords.ts'

const lines = (...records: readonly unknown[]) => records.map((record) => JSON.stringify(record)).join('\n')
const marked = (text: string, ...entities: readonly [number, number, string][]) => ({
  text,
  entities: entities.map(([start, end, label]) => ({ start, end, label })),
})

async function taggedIn(name: string, text: string) {
  const dataset = await read(dropped([[name, text]]))
  const sentences = dataset.examples.map(({ content, target, path }) => ({
    path,
    words: content.kind === 'words' ? content.words.join(' ') : '',
    tags: named(target, dataset.classes),
  }))
  return { dataset, sentences: sentences.toSorted((a, b) => (a.path < b.path ? -1 : 1)) }
}

test('marked entities become a tag for each word, and what cannot be read is named by its row', async () => {
  const { dataset, sentences } = await taggedIn(
    'boats.jsonl',
    lines(
      marked('Bo sailed to Port Verran.', [0, 2, 'PER'], [13, 24, 'LOC']),
      marked('Nobody came.'),
      marked('Bo waved.', [0, 2, 'PER']),
      marked('Old Port Verran.', [0, 8, 'LOC'], [4, 15, 'LOC']),
      marked('Short.', [2, 90, 'LOC']),
    ),
  )
  expect(dataset.task).toBe('token-classification')
  expect(dataset.classes).toEqual(['B-LOC', 'B-PER', 'I-LOC', 'O'])
  expect(sentences).toEqual([
    {
      path: 'boats.jsonl, row 1',
      words: 'Bo sailed to Port Verran .',
      tags: { kind: 'tags', names: ['B-PER', 'O', 'O', 'B-LOC', 'I-LOC', 'O'] },
    },
    { path: 'boats.jsonl, row 2', words: 'Nobody came .', tags: { kind: 'tags', names: ['O', 'O', 'O'] } },
    { path: 'boats.jsonl, row 3', words: 'Bo waved .', tags: { kind: 'tags', names: ['B-PER', 'O', 'O'] } },
  ])
  expect(dataset.columns).toMatchObject({ text: 'text', label: 'entities' })
  expect(dataset.skipped.map(({ path }) => path)).toEqual(['boats.jsonl, row 4', 'boats.jsonl, row 5'])
  expect(leftOut(dataset.skipped)[0]?.reason).toContain('overlap')
  expect(leftOut(dataset.skipped)[1]?.reason).toContain('is outside the text')
})

test('lists of words and tags are read, an I that begins an entity is told, and a row of other lengths is named', async () => {
  const { dataset, sentences } = await taggedIn(
    'lists.jsonl',
    lines(
      { tokens: ['Bo', 'sailed'], ner_tags: ['I-PER', 'O'] },
      { tokens: ['Bo', 'slept'], ner_tags: ['B-PER', 'O'] },
      { tokens: ['Nobody', 'came'], ner_tags: ['O', 'O'] },
      { tokens: ['One', 'word', 'more'], ner_tags: ['O', 'O'] },
    ),
  )
  expect(sentences.map(({ tags }) => tags)).toEqual([
    { kind: 'tags', names: ['B-PER', 'O'] },
    { kind: 'tags', names: ['B-PER', 'O'] },
    { kind: 'tags', names: ['O', 'O'] },
  ])
  expect(inWords(dataset.warnings)).toContain('1 entity begins with an I tag; it was read as B.')
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'lists.jsonl, row 4', reason: 'It has 3 words and 2 tags. Each word needs one tag.' },
  ])
})

test('data in which every word has the same tag are refused with what to do', async () => {
  const same = lines(
    ...['One came.', 'Two came.', 'Three came.'].map((text) => ({ tokens: text.split(' '), tags: ['O', 'O'] })),
  )
  await expect(taggedIn('same.jsonl', same)).rejects.toMatchObject({
    code: 'classes-too-few',
    message: 'Expected at least 2 tags, received 1: every word of 3 sentences is "O".',
  })
})

test('sentences that name their split are divided by it', async () => {
  const parts = ['train', 'validation', 'test'].map((split, row) => ({
    ...{ split, tokens: ['Bo', `sailed${row}`], tags: ['B-PER', 'O'] },
  }))
  const { dataset } = await taggedIn('split.jsonl', lines(...parts))
  expect(dataset.namedSplits).toEqual(['train', 'validation', 'test'])
})

test('columns of CoNLL are read, whatever the file is called, and a word without a tag is named by its line', async () => {
  const text = [
    '-DOCSTART- O',
    '',
    'Bo B-PER',
    'sailed O',
    '',
    'Port B-LOC',
    'Verran I-LOC',
    'sleeps O',
    '',
    'No O',
    'lost',
    '',
    'Nobody O',
    'really O',
    'ever O',
    'came O',
    '',
  ].join('\n')
  for (const name of ['boats.conll', 'boats.txt']) {
    const { dataset, sentences } = await taggedIn(name, text)
    expect(dataset.task).toBe('token-classification')
    expect(sentences.map(({ words }) => words).toSorted()).toEqual([
      'Bo sailed',
      'Nobody really ever came',
      'Port Verran sleeps',
    ])
    expect(
      leftOut(dataset.skipped)
        .map(({ reason }) => reason)
        .join(),
    ).toContain('Line 11 is "lost": a word without a tag.')
  }
})

test('what Label Studio exports with marks is read, its choices of a whole text are not taken for marks', async () => {
  const task = (text: string, result: readonly unknown[]) => ({ data: { text }, annotations: [{ result }] })
  const mark = (start: number, end: number, label: string) => ({
    type: 'labels',
    value: { start, end, labels: [label] },
  })
  const choice = { type: 'choices', value: { choices: ['good'] } }
  const marked = JSON.stringify([
    task('Bo sailed.', [mark(0, 2, 'PER'), choice]),
    task('Nobody came.', []),
    task('To Verran.', [mark(3, 9, 'LOC')]),
  ])
  const { dataset } = await taggedIn('export.json', marked)
  expect(dataset.task).toBe('token-classification')
  expect(dataset.classes).toEqual(['B-LOC', 'B-PER', 'O'])
  const chosen = JSON.stringify(Array.from({ length: 4 }, (_, at) => task(`Soup number ${at} was good.`, [choice])))
  const other = await taggedIn('export.json', chosen).then(
    ({ dataset: { task: read } }) => read,
    () => 'none',
  )
  expect(other).not.toBe('token-classification')
})
