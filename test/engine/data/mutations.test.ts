/**
 * Whatever a file holds, its reader ends soon, with a table, a text or an error in words. Mutations are drawn with a seed,
 * so that a failure comes again.
 */
import { expect, test } from 'vitest'
import { decodeText } from '../../../src/engine/data/decodeText.ts'
import { createPace } from '../../../src/engine/data/pace.ts'
import type { TableReader } from '../../../src/engine/data/readers/reader.ts'
import { readers } from '../../../src/engine/data/readers/readers.ts'
import { shapedTable } from '../../../src/engine/data/shapes/shapedTable.ts'
import { writtenReader } from '../../../src/engine/data/writtenFormat.ts'
import { formatsOf } from '../../../src/shared/catalog/formats.ts'
import { ThawError } from '../../../src/shared/messages/errors.ts'
import { type Random, seeded } from '../../../src/shared/random.ts'
import { encodedIn, utf16 } from '../../support/legacyText.ts'
import { report, rounds } from '../../support/mutate.ts'

const rows = Array.from({ length: 12 }, (_, i) => ({
  id: i,
  text: `Row ${i}, "quoted"; with | marks\tand more`,
  label: ['good', 'bad'][i % 2],
  tags: ['a', 'b'].slice(0, i % 3),
  data: { by: 'A', meta: { at: i } },
}))
const cells = rows.map(({ id, text, label }) => [String(id), `"${text.replaceAll('"', '""')}"`, label])
const joined = (mark: string) => [['id', 'text', 'label'], ...cells].map((row) => row.join(mark)).join('\r\n')
const task = (text: string, choice: string) => ({
  data: { text },
  annotations: [{ result: [{ from_name: 'mood', value: { choices: [choice] } }] }],
})
const seeds: readonly string[] = [
  joined(','),
  joined(';'),
  joined('|'),
  joined('\t'),
  `sep=;\n${joined(';')}`,
  `Exported by a tool,,\n,,\n${joined(',')}`,
  'word      count  kind\nhouse        12  noun\nto run        3  verb\nred          40  adjective\n',
  JSON.stringify(rows),
  JSON.stringify(rows, null, 1),
  rows.map((row) => JSON.stringify(row)).join('\n'),
  JSON.stringify({ version: 1, data: rows }),
  JSON.stringify({ train: rows.slice(0, 9), test: rows.slice(9) }),
  JSON.stringify({
    columns: ['text', 'label'],
    index: [0, 1],
    data: [
      ['a', 'b'],
      ['c', 'd'],
    ],
  }),
  JSON.stringify({ text: { 0: 'a', 1: 'b' }, label: { 0: 'x', 1: 'y' } }),
  JSON.stringify({ spam: ['a', 'b'], ham: ['c'] }),
  JSON.stringify([task('a', 'x'), task('b', 'y')]),
  "{'text': 'it\\'s', 'label': None}\n{'text': 'b', 'label': True}",
  '[{"a":NaN,/* b */"b":[1,],},]',
  rows.map(({ text, label }) => `__label__${label} ${text}`).join('\n'),
  rows.map(({ text, id }) => `[01.03.24, 10:${10 + id}:11] ${id % 2 ? 'Ann' : 'Ben'}: ${text}`).join('\n'),
  rows.map(({ text, id }) => `3/1/24, 9:${10 + id} PM - ${id % 2 ? 'Ann' : 'Ben'}: ${text}`).join('\n'),
  rows
    .map(({ text }) => JSON.stringify({ text: `<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n${text}` }))
    .join('\n'),
  rows
    .map(({ text }) =>
      JSON.stringify({ chosen: `\n\nHuman: Why?\n\nAssistant: ${text}`, rejected: 'Human: a\nAssistant: b' }),
    )
    .join('\n'),
  `chat,parent,role,text\n${rows.map(({ id, text }) => `${id >> 1},${id ? id - 1 : ''},${id % 2 ? 'assistant' : 'user'},${text.replaceAll(/[",|\t]/g, '')}`).join('\n')}`,
  rows
    .map(({ id, text }) => JSON.stringify({ question: text, options: ['a', 'b', String(id)], answer: id % 3 }))
    .join('\n'),
  `text,joy,anger,fear\n${rows.map(({ id }) => `a text of ${id} words,0.${id % 9},0.2,0.5`).join('\n')}`,
  `Sentence #,Word,Tag\n${rows.map(({ id }) => `${id % 3 ? '' : id},w${id},${id % 2 ? 'O' : 'B-X'}`).join('\n')}`,
  `text,tags\n${rows.map(({ id }) => `Ada sails ${id},B-P O O`).join('\n')}`,
  `'text','label'\n${rows.map(({ id, label }) => `'it was ${id}','${label}'`).join('\n')}`,
  `"text,label"\n${rows.map(({ id, label }) => `"it was ${id},${label}"`).join('\n')}`,
  `Q1,Q2\nHow?,Why?\n"{""ImportId"":""a""}","{""ImportId"":""b""}"\n${rows.map(({ id, label }) => `it was ${id},${label}`).join('\n')}`,
]
/** What breaks readers: marks, brackets, controls, halves of pairs, and runs of one thing. */
const pieces: readonly string[] = [
  ...[
    '"',
    '""',
    "'",
    ',',
    ';',
    '|',
    '\t',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\\',
    '\\u',
    '\\ud83d',
    '{',
    '}',
    '[',
    ']',
    ':',
    '//',
    '/*',
  ],
  ...['\0', '\uFEFF', '\ud800', 'NaN', '-', '1e999', '__proto__', '__label__', 'sep=', 'null', '"":'],
  ...[
    '"'.repeat(500),
    '['.repeat(500),
    '{"a":'.repeat(300),
    ' '.repeat(2000),
    '\n'.repeat(500),
    ',\n'.repeat(300),
    '" '.repeat(300),
  ],
]

function mutated(text: string, random: Random): string {
  let made = text
  const pick = (most: number) => random.below(most)
  for (let left = 1 + pick(4); left > 0; left--) {
    const at = pick(made.length + 1)
    const length = pick(random.next() < 0.2 ? made.length : 12)
    const kind = pick(5)
    if (kind === 0) made = made.slice(0, at) + made.slice(at + length)
    else if (kind === 1) made = made.slice(0, at) + pieces[pick(pieces.length)] + made.slice(at)
    else if (kind === 2) made = made.slice(0, at) + made.slice(at, at + length).repeat(2) + made.slice(at + length)
    else if (kind === 3) made = made.slice(0, at)
    else made = made.slice(0, at) + String.fromCharCode(pick(random.next() < 0.8 ? 128 : 65_536)) + made.slice(at + 1)
  }
  return made
}

const texts = formatsOf('table').filter((id) => !('readSource' in readers[id])) as readonly TextTableId[]
type TextTableId = 'csv' | 'tsv' | 'jsonl' | 'json' | 'conll' | 'fasttext' | 'chat'
/** Alone, none takes half a second; whatever else the machine does at the time takes its share. */
const mostMilliseconds = 5000

/** The table, or null where it was refused in words; anything else that is thrown fails the test. */
async function tableOf(reader: TableReader, text: string) {
  try {
    const table = await reader.read('some', text, { pace: createPace(new AbortController().signal), wanted: [] })
    return shapedTable(table, [])
  } catch (error) {
    if (error instanceof ThawError) return null
    throw error
  }
}

test.each(texts)(
  'mutated files are read or refused by the reader of %s, and soon',
  { timeout: 3_600_000 },
  async (id) => {
    const random = seeded(20_261_130)
    let [read, longest] = [0, 0]
    for (let n = 0; n < rounds(1000); n++) {
      const text = mutated(seeds[n % seeds.length] as string, random)
      const started = performance.now()
      const table = await tableOf(writtenReader(text, readers[id]), text)
      longest = Math.max(longest, performance.now() - started)
      if (!table) continue
      read++
      expect(new Set(table.names).size, text).toBe(table.names.length)
      for (const row of table.rows) expect(row.cells.length, text).toBe(table.names.length)
      for (const row of table.rows) expect(row.cells.every((cell) => typeof cell === 'string')).toBe(true)
    }
    expect(read).toBeGreaterThan(0.3 * rounds(1000))
    report(id, { read, refused: rounds(1000) - read, longest, most: 0 })
    expect(longest).toBeLessThan(mostMilliseconds)
  },
)

test('mutated bytes are decoded whatever they are', { timeout: 3_600_000 }, async () => {
  const random = seeded(7)
  const originals = [
    new TextEncoder().encode('text,label\nДобрый день,хорошо\n价格太贵,差评\n'),
    encodedIn('windows-1251', 'text,label\nДобрый день,хорошо\n'),
    encodedIn('gb18030', 'text,label\n价格太贵,差评\n位置方便,好评\n'),
    encodedIn('shift_jis', 'text,label\nとても良い,良い\n'),
    utf16('text,label\nΠολύ καλό,καλό\n', 'le'),
  ]
  for (let n = 0; n < rounds(1000); n++) {
    const bytes = Uint8Array.from(originals[n % originals.length] as Uint8Array)
    for (let left = random.below(6); left > 0; left--) bytes[random.below(bytes.length)] = random.below(256)
    const found = await decodeText(bytes.subarray(0, random.below(bytes.length + 1)))
    expect(found.damage === 0).toBe(found.firstDamaged === null)
    expect(found.text).not.toMatch(/\p{Cs}/u)
  }
})

/** By the processor's time: what else the machine does at the time does not count. */
test('long runs of one thing cost time that grows with them', { timeout: 300_000 }, async () => {
  const long = [
    '"',
    '""',
    '"a',
    ',"',
    '[',
    '{',
    '{"a":',
    '[[1],',
    '\n',
    ' \n',
    ' ',
    '}',
    '} ',
    "'",
    '\\',
    '/*',
    '//\n',
    '" ',
    '__label__',
  ]
  for (const piece of long)
    for (const id of ['csv', 'json', 'tsv', 'fasttext'] as const) {
      for (const text of [
        piece.repeat(60_000),
        `text,label\n${piece.repeat(60_000)}`,
        `[{"a":1},\n${piece.repeat(60_000)}`,
      ]) {
        const started = process.cpuUsage()
        await tableOf(writtenReader(text, readers[id]), text)
        const { user } = process.cpuUsage(started)
        expect(user / 1000, `${id} of ${text.slice(0, 20)}`).toBeLessThan(mostMilliseconds)
      }
    }
})
