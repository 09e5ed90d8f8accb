/** What a person says of how data are written: encoding, separator, header and lines above, and what is offered. */
import { describe, expect, test } from 'vitest'
import { textOf } from '../../../src/engine/data/dataset.ts'
import type { Columns } from '../../../src/shared/domain/data.ts'
import { readingOption } from '../../../src/shared/recipe/readingOptions.ts'
import { inWords } from '../../support/inWords.ts'
import { encodedIn } from '../../support/legacyText.ts'
import { type Content, dropped, folders, read, zipOf } from './archives.ts'

async function reading(content: Content, said: Partial<Columns> = {}, path = 'some.csv') {
  const { examples, classes, encoding, table } = await read(dropped([[path, content]]), said)
  const texts = examples.map((example) => textOf(example.content) ?? '').toSorted()
  return { texts, classes, encoding, dialect: table?.dialect, names: table?.columns.map(({ name }) => name) }
}

const reviews = ['Еда была очень вкусной', 'ждали целый час', 'Официанты вежливые', 'слишком шумно']
const russian = ['отзыв;оценка', ...reviews.map((text, i) => `${text};${i % 2 ? 'плохо' : 'хорошо'}`)].join('\n')

test('what bytes may be in is offered, the likeliest first, and another encoding is taken when it is named', async () => {
  const bytes = encodedIn('windows-1251', russian)
  const guessed = await reading(bytes)
  expect(guessed.encoding).toMatchObject({ read: 'windows-1251', named: false })
  expect(guessed.encoding?.likely[0]).toBe('windows-1251')
  expect(guessed.encoding?.likely.length).toBeGreaterThan(1)
  expect(guessed.classes).toEqual(['плохо', 'хорошо'])

  const named = await reading(bytes, { encoding: 'koi8-r', separator: 'semicolon', header: 'yes' })
  const misread = new TextDecoder('koi8-r').decode(encodedIn('windows-1251', 'плохо'))
  expect(named.encoding).toEqual({ read: 'koi8-r', likely: guessed.encoding?.likely, named: true })
  expect(named.classes).toContain(misread)
})

test('of UTF-8 nothing else is likely; a few bad bytes leave it first among others', async () => {
  const sound = new TextEncoder().encode(russian)
  expect((await reading(sound)).encoding).toEqual({ read: 'utf-8', likely: ['utf-8'], named: false })
  const bad = Uint8Array.from([...sound, 0x0a, 0xff, 0x3b, ...new TextEncoder().encode('плохо')])
  const { encoding } = await reading(bad)
  expect(encoding?.read).toBe('utf-8')
  expect(encoding?.likely[0]).toBe('utf-8')
  expect(encoding?.likely.length).toBeGreaterThan(1)
})

test('the file that is least certain is the one whose encoding is asked about', async () => {
  const files = dropped([
    ['a.csv', russian],
    ['b.csv', encodedIn('koi8-r', russian.replaceAll('вкусной', 'вкусно'))],
  ])
  expect((await read(files)).encoding).toMatchObject({ read: 'koi8-r', named: false })
})

test('pictures have no encoding, unless the names of their archive do not say theirs', async () => {
  const zip = await zipOf(folders(['cats', 'dogs']))
  expect((await read([{ path: 'pets.zip', file: zip }])).encoding).toBeUndefined()
})

const rows = ['warm, and good|yes', 'late, and loud|no', 'a fine room|yes', 'nobody came|no']

test('a separator that is named counts more than what the rows look like', async () => {
  const text = ['comment|verdict', ...rows].join('\n')
  const guessed = await reading(text)
  expect(guessed).toMatchObject({
    dialect: { separator: 'pipe', header: true, linesAbove: 0 },
    names: ['comment', 'verdict'],
    texts: rows.map((row) => row.split('|')[0]).toSorted(),
  })
  const tabbed = 'one word\tx\ntwo, words\ty\nthree more\tx\nfour, again\ty'
  expect((await reading(tabbed, { separator: 'tab', header: 'no' })).names).toEqual(['column 1', 'column 2'])
  const commas = await reading(tabbed, { separator: 'comma', header: 'no' }).catch((error: unknown) => error)
  // Two of its lines have no comma, so that two passages are left, which are too few.
  expect(commas).toMatchObject({ code: 'data-empty' })
})

test('whether names stand above the rows can be said, and how many lines are no part of them', async () => {
  const plain = ['the first remark,good', 'the second remark,bad', 'the third remark,good', 'the fourth remark,bad']
  expect(await reading(plain.join('\n'))).toMatchObject({ dialect: { header: false, linesAbove: 0 } })
  const headed = await reading(plain.join('\n'), { header: 'yes' })
  expect(headed).toMatchObject({ names: ['the first remark', 'good'], dialect: { header: true, linesAbove: 0 } })
  expect(headed.texts).toHaveLength(3)

  const titled = ['Exported, on Monday', 'text,label', ...plain].join('\n')
  const cut = await reading(titled, { linesAbove: 1 })
  expect(cut).toMatchObject({ names: ['text', 'label'], dialect: { header: true, linesAbove: 1 } })
  expect(cut.texts).toHaveLength(4)
  // Lines left out may reach into the rows.
  const later = await reading(titled, { linesAbove: 3, header: 'no' })
  expect(later.texts).toEqual(['the fourth remark', 'the second remark', 'the third remark'])
  expect(later.dialect).toEqual({ separator: 'comma', header: false, linesAbove: 3 })
})

test('a file that is no table between marks leaves nothing of that to choose', async () => {
  const lines = reviews.map((text, i) => JSON.stringify({ text, label: i % 2 ? 'b' : 'a' })).join('\n')
  expect(await reading(lines, {}, 'some.jsonl')).toMatchObject({ dialect: undefined, encoding: { read: 'utf-8' } })
})

test('what is unknown is refused with what is known', async () => {
  const refused = await reading(russian, { separator: 'dot' }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'data-unsupported', message: 'No separator is called "dot".' })
})

test('the same can be said as settings', () => {
  expect(readingOption('encoding', 'GB18030')).toEqual({ encoding: 'gb18030' })
  expect(readingOption('separator', '|')).toEqual({ separator: 'pipe' })
  expect(readingOption('separator', '\\t')).toEqual({ separator: 'tab' })
  expect(readingOption('header', 'no')).toEqual({ header: 'no' })
  expect(readingOption('linesAbove', '3')).toEqual({ linesAbove: 3 })
  expect(readingOption('labelColumns', 'a, b')).toEqual({ labelColumns: ['a', 'b'] })
  expect(readingOption('labelColumns', '["a, b", "c"]')).toEqual({ labelColumns: ['a, b', 'c'] })
  expect(readingOption('spellings', 'apart')).toEqual({ spellings: 'apart' })
  expect(readingOption('promptColumns', 'a,b')).toEqual({ promptColumns: ['a', 'b'] })
  expect(readingOption('epochs', '3')).toBeNull()
  expect(() => readingOption('header', 'maybe')).toThrow('header cannot be "maybe"')
})

describe('spellings and prompts', () => {
  const labelled = [
    'text,label',
    'a fine day,1',
    'a dull day,0',
    'a warm day,1.0',
    'a grey day,0.0',
    'a long day,1',
  ].join('\n')

  test('spellings that were read as one label stay apart where the person wants it, which is told', async () => {
    const joined = await read(dropped([['d.csv', labelled]]))
    expect(joined.classes).toEqual(['0', '1'])
    const apart = await read(dropped([['d.csv', labelled]]), { spellings: 'apart' })
    expect(apart.classes).toEqual(['0', '0.0', '1', '1.0'])
    expect(inWords(apart.warnings)).toContain(
      '"0", "0.0" differ in their spelling alone, and are kept apart as you chose.',
    )
  })

  const asked = ['topic,style,poem', ...[1, 2, 3, 4].map((n) => `sea ${n},calm,the sea is number ${n}`)].join('\n')

  test('columns that the person names are given before the answer, in that order', async () => {
    const { task, examples, columns } = await read(dropped([['p.csv', asked]]), {
      ...{ textColumn: 'poem', promptColumns: ['style', 'topic'], task: 'text-generation' },
    })
    expect([task, columns]).toMatchObject([
      'text-generation',
      { text: 'poem', label: null, prompts: ['style', 'topic'] },
    ])
    expect(examples.map(({ content }) => content)).toContainEqual({
      ...{ kind: 'text', prompt: 'calm\nsea 2\n', text: 'the sea is number 2' },
    })
  })

  test('without any prompt the texts alone are continued, though the table looks like questions and answers', async () => {
    const pairs = ['prompt,completion', ...[1, 2, 3, 4].map((n) => `what is ${n},it is the number ${n}`)].join('\n')
    const guessed = await read(dropped([['q.csv', pairs]]))
    expect(guessed.columns?.prompts).toEqual(['prompt'])
    const alone = await read(dropped([['q.csv', pairs]]), {
      textColumn: 'completion',
      promptColumns: [],
      task: 'text-generation',
    })
    expect(alone.columns?.prompts).toBeUndefined()
    expect(alone.examples.map(({ content }) => content)).toContainEqual({
      kind: 'text',
      prompt: '',
      text: 'it is the number 2',
    })
  })

  test('a column that is missing is named', async () => {
    const refused = read(dropped([['p.csv', asked]]), { promptColumns: ['mood'] })
    await expect(refused).rejects.toThrow('The table "p.csv" has no column "mood"')
  })
})
