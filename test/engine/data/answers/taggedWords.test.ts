/** Words with tags: from lists, from marked texts, and from CoNLL's columns. */
import { describe, expect, test } from 'vitest'
import { conllSentences, looksLikeConll } from '../../../../src/engine/data/answers/conllSentences.ts'
import { settleTags } from '../../../../src/engine/data/answers/settleTags.ts'
import { splitWords } from '../../../../src/engine/data/answers/splitWords.ts'
import { type Fields, pairRecord, taggedForm, taggedWords } from '../../../../src/engine/data/answers/taggedRecords.ts'
import { tagsOfSpans } from '../../../../src/engine/data/answers/taggedSpans.ts'
import { inWords, orWhy } from '../../../support/inWords.ts'

const text = 'Kofi Brandt of Carrow Rail.'
const words = ['Kofi', 'Brandt', 'of', 'Carrow', 'Rail', '.']
const tags = ['B-PER', 'I-PER', 'O', 'B-ORG', 'I-ORG', 'O']
const spans = [
  { start: 0, end: 11, label: 'PER' },
  { start: 15, end: 26, label: 'ORG' },
]

test('words are runs of letters and digits, and every other sign by itself', () => {
  const split = splitWords('Mia’s 2nd try-out: 3.5 €!')
  expect(split.map((word) => word.text)).toEqual([
    'Mia',
    '’',
    's',
    '2nd',
    'try',
    '-',
    'out',
    ':',
    '3',
    '.',
    '5',
    '€',
    '!',
  ])
  expect(split[3]).toEqual({ text: '2nd', start: 6, end: 9 })
  expect(splitWords('東京に行く').map((word) => word.text)).toEqual(['東', '京', 'に', '行', 'く'])
  expect(splitWords('हिन्दी 👋🏽').map((word) => word.text)).toEqual(['हिन्दी', '👋', '🏽'])
  expect(splitWords(' \n')).toEqual([])
})

describe('a marked text', () => {
  test('gives words and tags, whatever the order of its spans', () => {
    expect(tagsOfSpans(text, spans)).toEqual({ words, tags })
    expect(tagsOfSpans(text, spans.toReversed())).toEqual({ words, tags })
    expect(tagsOfSpans(text, [])).toEqual({ words, tags: words.map(() => 'O') })
  })

  test('two entities that touch both begin', () => {
    const touching = [
      { start: 0, end: 4, label: 'PER' },
      { start: 5, end: 11, label: 'PER' },
    ]
    expect(tagsOfSpans(text, touching)).toMatchObject({ tags: ['B-PER', 'B-PER', 'O', 'O', 'O', 'O'] })
  })

  test('space that was marked along is left out', () => {
    expect(tagsOfSpans(text, [{ start: 14, end: 26, label: 'ORG' }])).toMatchObject({
      tags: ['O', 'O', 'O', 'B-ORG', 'I-ORG', 'O'],
    })
  })

  test.each([
    [{ start: 0, end: 40, label: 'PER' }, 'Its entity from 0 to 40 is outside the text, which has 27 characters.'],
    [{ start: 4, end: 4, label: 'PER' }, 'Its entity from 4 to 4 is outside the text, which has 27 characters.'],
    [{ start: 0.5, end: 4, label: 'PER' }, 'Its entity from 0.5 to 4 is outside the text, which has 27 characters.'],
    [{ start: 4, end: 5, label: 'PER' }, 'Its entity from 4 to 5 holds no word.'],
    [{ start: 0, end: 8, label: 'PER' }, 'Its entity "Kofi Bra" (from 0 to 8) cuts through the word "Brandt".'],
    [{ start: 0, end: 4, label: '' }, 'Its entity "Kofi" (from 0 to 4) has no label.'],
    [
      { start: 0, end: 4, label: 'PER', text: 'Brandt' },
      'Its entity from 0 to 4 should be "Brandt", but the text has "Kofi" there.',
    ],
  ])('with a span that does not fit, %o, says why', (span, reason) => {
    expect(orWhy(tagsOfSpans(text, [span]))).toBe(reason)
  })

  test('with spans that overlap, or are marked twice, names both', () => {
    expect(orWhy(tagsOfSpans(text, [...spans, { start: 5, end: 21, label: 'ORG' }]))).toBe(
      'Its entities "Kofi Brandt" (from 0 to 11) and "Brandt of Carrow" (from 5 to 21) overlap. A word can have one tag only.',
    )
    expect(orWhy(tagsOfSpans(text, [spans[0], spans[0]] as typeof spans))).toContain('overlap')
  })

  test('with emoji is counted in characters, and in UTF-16 units where only those fit', () => {
    const waved = '👋 Kofi is here'
    const expected = { words: ['👋', 'Kofi', 'is', 'here'], tags: ['O', 'B-PER', 'O', 'O'] }
    expect(tagsOfSpans(waved, [{ start: 2, end: 6, label: 'PER' }])).toEqual(expected)
    expect(tagsOfSpans(waved, [{ start: 3, end: 7, label: 'PER' }])).toEqual(expected)
    expect(tagsOfSpans(waved, [{ start: 3, end: 7, label: 'PER', text: 'Kofi' }])).toEqual(expected)
  })

  test('without words is said to have no text', () => {
    expect(orWhy(tagsOfSpans('  ', []))).toBe('It has no text.')
  })
})

describe('records', () => {
  const read = (record: Fields) => {
    const form = taggedForm([record])
    return form && taggedWords(record, form)
  }
  const pairs = spans.map(({ start, end, label }) => [start, end, label])

  test.each<[string, Fields]>([
    ['lists of tokens and tags', { tokens: words, tags }],
    ['lists under other names', { words, labels: tags }],
    ['lists as JSON in cells', { id: '1', tokens: JSON.stringify(words), ner_tags: JSON.stringify(tags) }],
    ['lists as Python prints them', { tokens: `['${words.join("', '")}']`, ner_tags: `['${tags.join("' '")}']` }],
    ['a text with entities', { text, entities: spans }],
    ['entities as JSON in a cell', { text, entities: JSON.stringify(spans) }],
    ['Prodigy’s spans', { text, spans: spans.map((span) => ({ ...span, token_start: 0, token_end: 1 })) }],
    ['spaCy’s document', { text, ents: spans, tokens: [{ id: 0, start: 0, end: 4 }] }],
    ['spaCy’s training pair', pairRecord([text, { entities: pairs }]) ?? {}],
    ['doccano’s labels', { id: 4, text, label: pairs }],
    ['doccano’s data', { id: 4, data: text, label: pairs }],
    [
      'doccano’s first export',
      { text, entities: spans.map(({ start, end, label }) => ({ start_offset: start, end_offset: end, label })) },
    ],
    [
      'Label Studio’s small export',
      {
        text,
        label: spans.map(({ label, ...span }) => ({
          ...span,
          text: text.slice(span.start, span.end),
          labels: [label],
        })),
      },
    ],
    [
      'Label Studio’s export',
      {
        id: 7,
        data: { text },
        annotations: [
          { was_cancelled: true, result: [] },
          {
            result: [
              ...spans.map(({ label, ...span }) => ({ type: 'labels', value: { ...span, labels: [label] } })),
              { type: 'choices', value: { choices: ['news'] } },
            ],
          },
        ],
      },
    ],
  ])('%s', (_, record) => {
    expect(read(record)).toEqual({ words, tags })
    // As a table's cells hold them.
    const cellOf = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value))
    expect(read(Object.fromEntries(Object.entries(record).map(([name, value]) => [name, cellOf(value)])))).toEqual({
      words,
      tags,
    })
  })

  test('that tag nothing are told from those that do', () => {
    expect(taggedForm([{ text, label: ['price', 'food'] }])).toBeNull()
    expect(taggedForm([{ text, label: 'food' }])).toBeNull()
    expect(taggedForm([{ text, entities: [] }])).toBeNull()
    expect(taggedForm([{ data: { text }, annotations: [{ result: [{ value: { choices: ['a'] } }] }] }])).toBeNull()
    expect(taggedForm([{ tokens: words }])).toBeNull()
    expect(taggedForm([])).toBeNull()
    expect(pairRecord([text])).toBeNull()
    expect(pairRecord(['a', 'b'])).toBeNull()
  })

  test('the most of them say how all are read, and a text in which nothing is marked is one of them', () => {
    const form = taggedForm([
      { text, entities: [] },
      { text, entities: spans },
      { text: 'x', entities: [] },
    ])
    expect(form).toEqual({ kind: 'spans', text: 'text', spans: 'entities' })
    expect(form && taggedWords({ text: 'Nobody came', entities: [] }, form)).toEqual({
      words: ['Nobody', 'came'],
      tags: ['O', 'O'],
    })
  })

  test('that cannot be read say why', () => {
    const lists = { kind: 'lists', words: 'tokens', tags: 'tags' } as const
    const marked = { kind: 'spans', text: 'text', spans: 'entities' } as const
    expect(orWhy(taggedWords({ tokens: words, tags: tags.slice(1) }, lists))).toBe(
      'It has 6 words and 5 tags. Each word needs one tag.',
    )
    expect(orWhy(taggedWords({ tokens: ['a'], tags: [] }, lists))).toBe(
      'It has 1 word and 0 tags. Each word needs one tag.',
    )
    expect(orWhy(taggedWords({ tokens: [], tags: [] }, lists))).toBe('It has no words.')
    expect(orWhy(taggedWords({ tokens: ['a', ''], tags: ['O', 'O'] }, lists))).toBe('Its word 2 is empty.')
    expect(orWhy(taggedWords({ tokens: ['a', 'b'], tags: ['O', ' '] }, lists))).toBe(
      'Its word "b" has no tag. Write O where there is no entity.',
    )
    expect(orWhy(taggedWords({ tokens: ['a'], tags: 'O' }, lists))).toBe('Its "tags" is not a list of tags.')
    expect(orWhy(taggedWords({ entities: [] }, marked))).toBe('It has no text.')
    expect(orWhy(taggedWords({ text, entities: [{ from: 1 }] }, marked))).toBe(
      'Its "entities" cannot be read. Write a list of {"start", "end", "label"}, empty where nothing is marked.',
    )
    expect(orWhy(taggedWords({ annotations: [] }, { kind: 'labelStudio' }))).toBe('It has no text.')
  })
})

describe('CoNLL’s columns', () => {
  const file = [
    '-DOCSTART- -X- O O',
    '',
    'Kofi NNP B-NP B-PER',
    'Brandt NNP I-NP I-PER',
    'sings VBZ B-VP O',
    '',
    '',
    'Rain NN B-NP O',
    '# NN B-NP O',
  ]

  test('give sentences, with the line on which each begins', () => {
    const expected = [
      { line: 3, read: { words: ['Kofi', 'Brandt', 'sings'], tags: ['B-PER', 'I-PER', 'O'] } },
      { line: 8, read: { words: ['Rain', '#'], tags: ['O', 'O'] } },
    ]
    expect(conllSentences(file.join('\n'))).toEqual(expected)
    expect(conllSentences(`\uFEFF${file.join('\r\n')}\r\n`)).toEqual(expected)
    expect(conllSentences(file.map((line) => line.replaceAll(' ', '\t')).join('\n'))).toEqual(expected)
  })

  test('a line without a tag, or with more columns, leaves out its sentence and no other', () => {
    const broken = [...file.slice(0, 3), 'Brandt', 'sings VBZ B-VP O', '', 'a b c d e', '', ...file.slice(7)]
    const read = conllSentences(broken.join('\n')).map((sentence) => [sentence.line, orWhy(sentence.read)])
    expect(read).toEqual([
      [3, 'Line 4 is "Brandt": a word without a tag.'],
      [7, 'Line 7 is "a b c d e": it has 5 columns, the others have 4.'],
      [9, { words: ['Rain', '#'], tags: ['O', 'O'] }],
    ])
  })

  test('are known from prose, from tables and from lists', () => {
    expect(looksLikeConll(file.join('\n'))).toBe(true)
    expect(looksLikeConll('Kofi\tB-PER\nsings\tO\n')).toBe(true)
    expect(
      looksLikeConll('the\tDET\ndog\tNOUN\nran\tVERB\n\na\tDET\ncat\tNOUN\nsat\tVERB\nthe\tDET\nend\tNOUN\n'),
    ).toBe(true)
    expect(looksLikeConll('It rained all night.\n\nNobody came to the fair.\n')).toBe(false)
    expect(looksLikeConll('good soup\tpositive\nbad soup\tnegative\nno soup\tnegative\n')).toBe(false)
    expect(looksLikeConll('text,label\na,B\nb,C\n')).toBe(false)
    expect(looksLikeConll('')).toBe(false)
    expect(conllSentences('alone\nwords\n')).toEqual([])
  })

  test('of Universal Dependencies give words and parts of speech, without comments and contractions', () => {
    const row = (id: string, word: string, part: string) =>
      [id, word, '_', part, '_', '_', '0', '_', '_', '_'].join('\t')
    const universal = [
      '# sent_id = 1',
      '# newdoc',
      row('1-2', "don't", '_'),
      row('1', 'do', 'AUX'),
      row('2', "n't", 'PART'),
      row('2.1', 'it', 'PRON'),
      row('3', 'go', 'VERB'),
      '',
    ].join('\n')
    expect(looksLikeConll(universal)).toBe(true)
    expect(conllSentences(universal)).toEqual([
      { line: 4, read: { words: ['do', "n't", 'go'], tags: ['AUX', 'PART', 'VERB'] } },
    ])
  })
})

describe('tags that a network learns', () => {
  const settle = (...rows: string[]) => {
    const sentences = rows.map((row) => ({ words: row.split(' ').map(() => 'w'), tags: row.split(' ') }))
    const { sentences: settled, names, notices } = settleTags(sentences)
    return { tags: settled.map((sentence) => sentence.tags.join(' ')), names, notices: inWords(notices) }
  }

  test('stay as they are, O first and B before I, with an I for every B', () => {
    expect(settle('O B-PER O', 'B-LOC I-LOC')).toEqual({
      tags: ['O B-PER O', 'B-LOC I-LOC'],
      names: ['O', 'B-LOC', 'I-LOC', 'B-PER', 'I-PER'],
      notices: [],
    })
    expect(settle('S-PER O B-LOC E-LOC')).toMatchObject({ names: ['O', 'B-LOC', 'E-LOC', 'S-PER'], notices: [] })
    expect(settle('NOUN VERB')).toMatchObject({ names: ['NOUN', 'VERB'], notices: [] })
  })

  test('of IOB1, and an I that was left without B, begin with a B', () => {
    expect(settle('I-PER I-PER O I-LOC', 'I-PER B-PER I-PER')).toEqual({
      tags: ['B-PER I-PER O B-LOC', 'B-PER B-PER I-PER'],
      names: ['O', 'B-LOC', 'I-LOC', 'B-PER', 'I-PER'],
      notices: ['3 entities begin with an I tag; it was read as B.'],
    })
    expect(settle('B-PER I-LOC O')).toMatchObject({
      tags: ['B-PER B-LOC O'],
      notices: ['1 entity begins with an I tag; it was read as B.'],
    })
  })

  test('that are numbers get names: pairs of B and I where they never stand otherwise', () => {
    expect(settle('0 3 4 4 0', '1 0 1 2')).toEqual({
      tags: ['O B-2 I-2 I-2 O', 'B-1 O B-1 I-1'],
      names: ['O', 'B-1', 'I-1', 'B-2', 'I-2'],
      notices: [
        'The tags are numbers without names: 0 was read as "O", 1 and 2 as the beginning and the rest of a first type, 3 and 4 of a second, and so on.',
      ],
    })
    expect(settle('0 2 10 0', '1 1')).toEqual({
      tags: ['O tag 2 tag 10 O', 'tag 1 tag 1'],
      names: ['O', 'tag 1', 'tag 2', 'tag 10'],
      notices: ['The tags are numbers without names: 0 was read as "O", no entity.'],
    })
    expect(settle('1 2', '2 1')).toMatchObject({ names: ['1', '2'], notices: [] })
  })
})
