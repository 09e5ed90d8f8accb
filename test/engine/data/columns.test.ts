/** What the columns of a table are taken for, with which evidence, whatever their order. */
import { describe, expect, test } from 'vitest'
import type { Columns } from '../../../src/shared/domain/data.ts'
import { say } from '../../../src/shared/messages/say.ts'
import { inWords, leftOut } from '../../support/inWords.ts'
import { dropped, read } from './archives.ts'

type Cells = Readonly<Record<string, (row: number) => string | number>>

const moods = ['negative', 'neutral', 'positive']
const prose = (row: number) =>
  `The ferry to the island was late again, and number ${row * 7919} of us waited in the rain`
const mood = (row: number) => moods[row % 3] ?? ''
const kind = (row: number) => `kind ${row % 2}`
const own = (row: number) => row
const named = (row: number) => `Nice number ${row}`
const quoted = (cell: string | number) => `"${String(cell).replaceAll('"', '""')}"`

function csv(cells: Cells, rows = 60, order = Object.keys(cells)): string {
  const lines = Array.from({ length: rows }, (_, row) =>
    order.map((name) => quoted(cells[name]?.(row) ?? '')).join(','),
  )
  return [order.join(','), ...lines].join('\n')
}
const table = (content: string, options: Partial<Columns> = {}, name = 'rows.csv') =>
  read(dropped([[name, content]]), options)

/** Every column first once, and all of them backwards. */
function orders(names: readonly string[]): string[][] {
  return [...names.map((_, at) => [...names.slice(at), ...names.slice(0, at)]), names.toReversed()]
}

const airline: Cells = {
  tweet_id: (row) => `57030000000000${String(row).padStart(4, '0')}`,
  airline_sentiment: (row) => moods[row % 3] ?? '',
  airline_sentiment_confidence: (row) => (0.5 + (row % 50) / 100).toFixed(4),
  airline: (row) => ['Zeta', 'Beta', 'Alpha', 'Delta'][row % 4] ?? '',
  airline_sentiment_gold: (row) => (row % 20 === 0 ? (moods[row / 20] ?? '') : ''),
  retweet_count: (row) => row % 3,
  text: prose,
  tweet_created: (row) => `2015-02-${10 + (row % 9)} 12:34:52 -0800`,
  tweet_location: (row) => (row % 3 ? '' : 'Somewhere'),
}

describe('the label is', () => {
  test('the column that its name and its filled cells speak for, in whatever order the columns stand', async () => {
    for (const order of orders(Object.keys(airline))) {
      const { task, columns, classes } = await table(csv(airline, 60, order))
      expect([order[0], task, columns?.text, columns?.label]).toEqual([
        order[0],
        'text-classification',
        'text',
        'airline_sentiment',
      ])
      expect(classes).toEqual(moods)
    }
  })

  test.each<[string, Cells, string, string]>([
    ['glued and capital names', { UserName: own, OriginalTweet: prose, Sentiment: mood }, 'OriginalTweet', 'Sentiment'],
    [
      'names of two words',
      {
        'Review Text': prose,
        'Clothing ID': (r) => 1000 + (r % 4),
        Title: named,
        Class: kind,
      },
      'Review Text',
      'Class',
    ],
    [
      'an index without a name',
      { 'Unnamed: 0': (r) => r, comment_text: prose, is_spam: (r) => r % 2 },
      'comment_text',
      'is_spam',
    ],
    [
      'other languages',
      { fecha: (r) => `2020-01-${10 + (r % 9)}`, texto: prose, etiqueta: (r) => moods[r % 3] ?? '' },
      'texto',
      'etiqueta',
    ],
    [
      'an id with few values',
      { category_id: (r) => r % 4, body: prose, source: (r) => `paper ${r % 2}` },
      'body',
      'category_id',
    ],
    [
      'a label that most rows lack',
      {
        utterance: prose,
        channel: (r) => ['web', 'phone'][r % 2] ?? '',
        intent: (r) => (r % 4 ? '' : `ask ${(r / 4) % 3}`),
      },
      'utterance',
      'intent',
    ],
  ])('found under %s', async (_, cells, text, label) => {
    for (const order of orders(Object.keys(cells)))
      expect((await table(csv(cells, 60, order))).columns).toMatchObject({ text, label })
  })

  test('in words rather than in the numbers of the same words, which is said', async () => {
    const cells: Cells = { text: prose, label: (row) => row % 3, label_text: (row) => moods[row % 3] ?? '' }
    for (const order of orders(Object.keys(cells))) {
      const { columns, classes, table: shown } = await table(csv(cells, 60, order))
      expect([columns?.label, classes]).toEqual(['label_text', moods])
      const number = shown?.columns.find(({ name }) => name === 'label')
      expect(number && [number.role, say(number.why)]).toEqual([
        'ignore',
        '"label" numbers the values of "label_text"; both say the same, and words read better.',
      ])
    }
  })

  test('asked about where another column is about as likely', async () => {
    const cells: Cells = { text: prose, topic: (r) => `t${r % 3}`, category: (r) => `c${r % 4}` }
    const { columns, table: shown } = await table(csv(cells))
    expect(columns?.label).toBe('category')
    expect(shown?.columns.find(({ name }) => name === 'category')?.sure).toBe('unsure')
    expect(shown?.others.map(({ name, about, why }) => [name, about, why && say(why)])).toEqual([
      ['topic', 'label', '"topic": 3 values in 60 of 60 rows.'],
    ])
    const firstRows = (answer: (row: number) => string) =>
      [0, 1, 2, 3].map((row) => ({ given: prose(row), answer: answer(row) }))
    expect(shown?.preview).toEqual(firstRows((row) => `c${row % 4}`))
    expect(shown?.others[0]).toMatchObject({
      ask: { labelColumn: 'topic' },
      preview: firstRows((row) => `t${row % 3}`),
    })
    const chosen = await table(csv(cells), { textColumn: '', labelColumn: 'topic' })
    expect(chosen.table?.preview).toEqual([])
    expect([chosen.table?.others, chosen.table?.columns.find(({ name }) => name === 'topic')?.sure]).toEqual([
      [],
      'sure',
    ])
  })
})

test('every column is shown with its role and what was counted, and why', async () => {
  const { table: shown } = await table(csv(airline))
  expect(shown?.columns.map(({ name, role, why }) => [name, role, say(why)])).toEqual([
    ['tweet_id', 'id', '"tweet_id" has a number or code of its own for each row in 60 of 60 rows.'],
    ['airline_sentiment', 'label', '"airline_sentiment": 3 values in 60 of 60 rows.'],
    ['airline_sentiment_confidence', 'weight', '"airline_sentiment_confidence": 50 values in 60 of 60 rows.'],
    ['airline', 'ignore', '"airline": 4 values in 60 of 60 rows.'],
    ['airline_sentiment_gold', 'ignore', '"airline_sentiment_gold": 3 values in 3 of 60 rows.'],
    ['retweet_count', 'ignore', '"retweet_count": 3 values in 60 of 60 rows.'],
    ['text', 'text', expect.stringMatching(/^"text": texts of 8\d characters on average in 60 of 60 rows\.$/)],
    ['tweet_created', 'ignore', '"tweet_created": dates in 60 of 60 rows.'],
    ['tweet_location', 'ignore', '"tweet_location": 1 value in 20 of 60 rows.'],
  ])
  expect(shown?.columns.find(({ role }) => role === 'label')?.sure).toBe('sure')
  expect(shown).toMatchObject({ total: 60, leftOut: 0, files: ['rows.csv'] })
})

describe('labels are read as a person means them', () => {
  const labelled = (labels: readonly string[], count = 60) =>
    csv({ text: prose, label: (row) => labels[row % labels.length] ?? '' }, count)

  test('other capitals and spaces are one class, under the usual spelling, and that is said', async () => {
    const { classes, warnings } = await table(labelled(['good', 'good', 'Good', 'BAD ', 'bad', 'bad', 'good '], 70))
    expect(classes).toEqual(['bad', 'good'])
    expect(inWords(warnings)).toEqual([
      '"BAD", "bad" were read as one label, "bad" (30 texts).',
      '"Good", "good" were read as one label, "good" (40 texts).',
    ])
  })

  test('labels that are clean are not spoken of', async () => {
    expect((await table(labelled(['a', 'b']))).warnings).toEqual([])
    expect((await table(labelled([' a', ' b']))).warnings).toEqual([])
  })

  test('"0.0" and "1.0" in one table are the classes "0" and "1" of the other, and "nan" is none', async () => {
    const files: [string, string][] = [
      ['d/train.csv', labelled(['0.0', '1.0', 'nan'])],
      ['d/test.csv', csv({ text: (row) => `${prose(row)} indeed`, label: (row) => row % 2 }, 20)],
    ]
    const { classes, namedSplits, skipped } = await read(dropped(files))
    expect([classes, namedSplits]).toEqual([
      ['0', '1'],
      ['train', 'test'],
    ])
    expect(leftOut(skipped)).toHaveLength(20)
    expect(leftOut(skipped)[0]?.reason).toBe('It has no label.')
  })

  test('−1 throughout a test set is no label and no test set; among other labels it is a class', async () => {
    const files: [string, string][] = [
      ['sst2/train.csv', labelled(['0', '1'])],
      ['sst2/test.csv', csv({ text: (row) => `${prose(row)} indeed`, label: () => -1 }, 20)],
    ]
    const withheld = await read(dropped(files))
    expect([withheld.classes, withheld.examples.length, withheld.namedSplits]).toEqual([['0', '1'], 60, []])
    expect(leftOut(withheld.skipped)).toHaveLength(20)
    expect((await table(labelled(['-1', '0', '1']))).classes).toEqual(['-1', '0', '1'])
    const split = csv({ text: prose, label: (r) => (r < 40 ? r % 2 : -1), split: (r) => (r < 40 ? 'train' : 'test') })
    expect((await table(split)).classes).toEqual(['0', '1'])
  })

  test('lists of one are classes without their brackets', async () => {
    const lines = Array.from({ length: 20 }, (_, row) =>
      JSON.stringify({ id: row, data: prose(row), label: [moods[row % 3]] }),
    )
    const { task, classes } = await table(lines.join('\n'), {}, 'single.jsonl')
    expect([task, classes]).toEqual(['text-classification', moods])
  })

  test('rows that are left out are counted, however many, each kind of reason by itself', async () => {
    const sparse = csv(
      { text: (r) => (r % 10 === 9 ? '' : prose(r)), label: (r) => (r % 10 === 0 ? `c${(r / 10) % 2}` : '') },
      2_000,
    )
    // The last row is an emptied one, and none.
    const { examples, skipped } = await table(sparse)
    expect([examples.length, skipped.reduce((sum, { count = 1 }) => sum + count, 0)]).toEqual([200, 1_799])
    expect(leftOut(skipped).slice(-2)).toEqual([
      { path: 'rows.csv', reason: '1,511 more rows were left out for a reason of this kind: It has no label.' },
      { path: 'rows.csv', reason: '188 more rows were left out for a reason of this kind: It has no text.' },
    ])
  })
})

describe('numbers to predict', () => {
  test('are the ones that a name asks for, whatever stands before them', async () => {
    const cells: Cells = {
      user_id: (row) => 7000 + row,
      weight: (row) => (row / 7).toFixed(2),
      description: prose,
      house_price: (row) => (90 + row * 1.37).toFixed(2),
    }
    for (const order of orders(Object.keys(cells))) {
      const { task, columns } = await table(csv(cells, 60, order))
      expect([task, columns?.text, columns?.label]).toEqual(['text-regression', 'description', 'house_price'])
    }
  })

  test('are likelier than texts to continue where fractions have no known name, and the others are offered', async () => {
    const dataset = await table(csv({ text: prose, valence: (r) => r / 7, arousal: (r) => (r % 11) / 3 }))
    expect([dataset.task, dataset.choices, dataset.columns?.label]).toEqual([
      'text-regression',
      ['text-regression', 'text-generation'],
      'arousal',
    ])
    expect(dataset.table?.others.map(({ name, about }) => [name, about])).toEqual([['valence', 'number']])
  })

  test('are no classes where they are many, and marks of yes and no are no numbers', async () => {
    const scores = await table(csv({ text: prose, label: (r) => ((r * 37) % 101) / 20 }, 300))
    expect([scores.task, scores.choices]).toEqual(['text-regression', undefined])
    const marks = await table(csv({ text: prose, rude: (r) => r % 2, loud: (r) => (r >> 1) % 2 }))
    expect([marks.task, marks.choices?.includes('text-regression')]).toEqual(['text-multi-label', false])
  })

  test('neither how sure somebody was nor what counts something else', async () => {
    const { choices = [] } = await table(csv(airline))
    expect(choices).not.toContain('text-regression')
  })
})
