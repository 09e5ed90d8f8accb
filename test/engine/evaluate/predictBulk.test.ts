// Many answers at once: files and tables in, a CSV out that says of every row what a single question would.
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { predictBulk } from '../../../src/engine/evaluate/bulk/predictBulk.ts'
import { disposeTuned, type TunedModel } from '../../../src/engine/inference/tunedModel.ts'
import type { LiveModel } from '../../../src/engine/models/liveModel.ts'
import { taskHead } from '../../../src/engine/models/taskHead.ts'
import { initialValues } from '../../../src/engine/nn/parameters.ts'
import type { NamedFile } from '../../../src/shared/domain/files.ts'
import { say } from '../../../src/shared/messages/say.ts'
import { seeded } from '../../../src/shared/random.ts'
import type { BulkColumns, BulkResult } from '../../../src/shared/wire/bulkCalls.ts'
import { taskEngines } from '../../../src/tasks/engines.ts'
import type { TaskId } from '../../../src/tasks/ids.ts'
import { zipOf } from '../../support/archives.ts'
import { startBackend } from '../../support/backends.ts'
import { pngBlob } from '../../support/nodeImages.ts'
import { tinyResnet } from '../../support/tinyResnet.ts'
import { tinyBert, tinyGpt2, tinyText } from '../../support/tinyText.ts'

let tuned: TunedModel | null = null

beforeAll(() => startBackend('cpu'))
afterEach(() => {
  if (tuned) disposeTuned(tuned)
  tuned = null
})

function model(task: TaskId, live: LiveModel, labels: readonly string[]): TunedModel {
  const head = new Map(
    taskHead(live.trunk, task, labels.length).map((spec) => {
      const random = seeded('head').fork(spec.name)
      const values = Float32Array.from(initialValues(spec, random), (value) => value + random.normal())
      return [spec.name, tf.tensor(values, [...spec.shape])] as const
    }),
  )
  const text = live.trunk.input.kind === 'text' ? tinyText() : null
  tuned = { task, model: live, head, adapter: null, labels, text, maxTokens: 12 }
  return tuned
}

const texts = () => model('text-classification', tinyBert(), ['good', 'bad', 'so, so'])
const anyColumn: BulkColumns = { textColumn: '', secondTextColumn: '' }

interface Asked {
  readonly columns?: BulkColumns
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

function ask(of: TunedModel, files: readonly NamedFile[], asked: Asked = {}): Promise<BulkResult> {
  const { columns = anyColumn, signal = new AbortController().signal, onProgress = () => {} } = asked
  return predictBulk(of, { files, columns, codec: nodeCodec, signal, onProgress })
}

function file(path: string, text: string): NamedFile {
  return { path, file: new Blob([text]) }
}

async function csv({ header, lines }: BulkResult): Promise<string[]> {
  const whole = header + (await lines.text())
  expect(whole.endsWith('\r\n')).toBe(true)
  return whole.slice(0, -2).split('\r\n')
}

/** What a single question is answered with. */
async function alone(of: TunedModel, text: string): Promise<readonly { name: string; probability: number }[]> {
  const answer = await taskEngines[of.task].predict(of, { kind: 'text', text }, nodeCodec)
  return answer.kind === 'classes' ? answer.classes : expect.fail()
}

test('each row of a table is answered as it is alone, beside its own cells, in its order', async () => {
  const of = texts()
  const table = 'id,text,answer\n7,the cat sat,yes\n8,"a dog, a cat",no\n9,,no\n'
  const result = await ask(of, [file('rows.csv', table)])
  const lines = await csv(result)
  expect(lines[0]).toBe('path,id,text,answer,answer 2,p(good),p(bad),"p(so, so)"')
  expect(lines).toHaveLength(3)
  expect(lines[2]).toMatch(/^"rows.csv, row 3",8,"a dog, a cat",no,/)
  for (const [at, text] of ['the cat sat', 'a dog, a cat'].entries()) {
    const expected = await alone(of, text)
    expect(result.rows[at]).toEqual({
      path: `rows.csv, row ${at + 2}`,
      answer: expected[0]?.name,
      probability: expected[0]?.probability,
    })
    const byName = (name: string) => expected.find((each) => each.name === name)?.probability
    expect(lines[at + 1]?.endsWith(`,${byName('good')},${byName('bad')},${byName('so, so')}`)).toBe(true)
  }
  expect(result).toMatchObject({
    answered: 2,
    unasked: 0,
    columns: { names: ['id', 'text', 'answer'], textColumn: 'text' },
  })
  expect(result.skipped).toMatchObject([{ path: 'rows.csv', reason: { key: 'bulkRowEmpty' }, count: 1 }])
  expect(result.counts.reduce((sum, { count }) => sum + count, 0)).toBe(2)
})

test('another column is read where it is named, and where no column has its name, the one that looks like texts', async () => {
  const of = texts()
  const table = file('rows.csv', 'title,body\nthe cat,a dog sat on the mat\nthe dog,the cat sat on the mat\n')
  const titles = await ask(of, [table], { columns: { textColumn: 'title', secondTextColumn: '' } })
  expect(titles.rows.map(({ probability }) => probability)).toEqual([
    (await alone(of, 'the cat'))[0]?.probability,
    (await alone(of, 'the dog'))[0]?.probability,
  ])
  const other = await ask(of, [table], { columns: { textColumn: 'message', secondTextColumn: '' } })
  expect(other.columns?.textColumn).toBe('body')
})

test('texts in files, folders and a zip are answered by their paths; what is no text is left out with the reason', async () => {
  const of = texts()
  const zip = await zipOf([
    { path: 'in/b.txt', bytes: new TextEncoder().encode('the dog') },
    { path: 'in/a.txt', bytes: new TextEncoder().encode('the cat') },
  ])
  const picture = { path: 'p.png', file: pngBlob(8, 8, () => [1, 2, 3]) }
  const result = await ask(of, [
    { path: 'all.zip', file: new Blob([new Uint8Array(zip)]) },
    file('z.txt', 'a cat'),
    picture,
  ])
  expect(result.rows.map(({ path }) => path)).toEqual(['all/in/a.txt', 'all/in/b.txt', 'z.txt'])
  expect(result.columns).toBeNull()
  expect((await csv(result))[0]).toBe('path,answer,p(good),p(bad),"p(so, so)"')
  expect(result.skipped).toMatchObject([{ path: 'p.png', reason: { key: 'bulkNoText' } }])
})

test('pictures are answered, and one that is broken stops none of the others', async () => {
  const of = model('image-classification', tinyResnet(), ['cat', 'dog'])
  const good = (path: string, shade: number) => ({ path, file: pngBlob(12, 12, () => [shade, 40, 200]) })
  const whole = new Uint8Array(await pngBlob(12, 12, () => [9, 9, 9]).arrayBuffer())
  const broken = { path: 'm.png', file: new Blob([whole.subarray(0, 60)]) }
  const result = await ask(of, [good('z.png', 10), broken, good('a.png', 250), file('notes.txt', 'a text')])
  expect(result.rows.map(({ path }) => path)).toEqual(['a.png', 'z.png'])
  expect(result.skipped.map(({ path }) => path).toSorted()).toEqual(['m.png', 'notes.txt'])
  const answer = await taskEngines[of.task].predict(of, { kind: 'image', image: good('', 250).file }, nodeCodec)
  expect(answer.kind === 'classes' && answer.classes[0]?.probability).toBe(result.rows[0]?.probability)
})

test('called off, it keeps what was answered, and says that it is not all', async () => {
  const of = texts()
  const rows = Array.from({ length: 400 }, (_, at) => `the cat sat ${at}`).join('\n')
  const control = new AbortController()
  const onProgress = (done: number, total: number) => {
    if (total === 400 && done >= 16) control.abort()
  }
  const result = await ask(of, [file('rows.csv', `text\n${rows}\n`)], { signal: control.signal, onProgress })
  // What goes through the network together is answered together.
  expect(result.answered).toBe(32)
  expect(result.unasked).toBe(368)
  expect(await csv(result)).toHaveLength(result.answered + 1)
})

test('texts of many lengths, asked together, are answered as each is alone, in their order', async () => {
  const of = texts()
  const written = Array.from({ length: 300 }, (_, at) => 'the cat sat on a mat '.repeat(1 + ((at * 7) % 5)) + at)
  const held = tf.memory().numTensors
  const result = await ask(of, [file('rows.csv', `text\n${written.join('\n')}\n`)])
  expect(tf.memory().numTensors).toBe(held)
  expect(result.answered).toBe(300)
  expect(result.rows.map(({ path }) => path)).toEqual(result.rows.map((_, at) => `rows.csv, row ${at + 2}`))
  const lines = await csv(result)
  for (const at of [0, 1, 2, 3, 4, 31, 32, 255, 256, 299]) {
    const [best] = await alone(of, (written[at] ?? '').trim())
    const [, , , , answer, ...shares] =
      /^"(.+), (.+)",(.+),(good|bad|"so, so"),(.+),(.+),(.+)$/.exec(lines[at + 1] ?? '') ?? expect.fail()
    expect(answer?.replaceAll('"', '')).toBe(best?.name)
    // Padding adds nothing but zeros, in another order of sums.
    expect(Math.max(...shares.map(Number))).toBeCloseTo(best?.probability ?? 0, 6)
  }
})

test('pairs come from two columns; a number has no probability', async () => {
  const pairs = model('text-pair-classification', tinyBert(), ['same', 'other'])
  const table = file(
    'pairs.csv',
    'premise,hypothesis\nthe cat sat on the mat,a cat sat\na dog sat,the dog sat on the mat\n',
  )
  const both = await ask(pairs, [table], { columns: { textColumn: 'premise', secondTextColumn: 'hypothesis' } })
  expect(both.columns).toMatchObject({ textColumn: 'premise', secondTextColumn: 'hypothesis' })
  const single = { kind: 'pair', first: 'the cat sat on the mat', second: 'a cat sat' } as const
  const answer = await taskEngines[pairs.task].predict(pairs, single, nodeCodec)
  expect(answer.kind === 'classes' && answer.classes[0]?.probability).toBe(both.rows[0]?.probability)
  disposeTuned(pairs)
  const numbers = model('text-regression', tinyBert(), [])
  const result = await ask(numbers, [file('a.txt', 'the cat')])
  expect(result.rows[0]?.probability).toBeNull()
  expect(Number(result.rows[0]?.answer)).not.toBeNaN()
  expect(result.counts).toEqual([])
})

test('what cannot be asked about is refused in words, or left out by name', async () => {
  const of = texts()
  await expect(ask(of, [])).rejects.toMatchObject({ code: 'data-empty' })
  const picture = { path: 'p.png', file: pngBlob(8, 8, () => [1, 2, 3]) }
  const none = await ask(of, [picture, file('blank.txt', ' \n')])
  expect(none).toMatchObject({ answered: 0, header: '', counts: [], rows: [] })
  expect(none.skipped.map(({ path, reason }) => [path, say(reason)])).toEqual([
    ['blank.txt', 'It holds no text.'],
    ['p.png', 'The model reads texts; this is none.'],
  ])
  disposeTuned(of)
  const writer = model('text-generation', tinyGpt2(), [])
  await expect(ask(writer, [file('a.txt', 'x')])).rejects.toThrow('no answer to put in a table')
})

test('a table and an archive that cannot be read cost only themselves', async () => {
  const of = texts()
  const rows = file('rows.csv', 'text\nthe cat sat\n')
  const result = await ask(of, [
    { path: 'broken.zip', file: new Blob(['PK\x03\x04 and no more']) },
    { path: 'broken.parquet', file: new Blob(['PAR1', new Uint8Array(40), 'PAR1']) },
    file('empty.csv', 'text\n'),
    rows,
  ])
  expect(result.rows).toEqual((await ask(of, [rows])).rows)
  expect(result.skipped.map(({ path }) => path).toSorted()).toEqual(['broken.parquet', 'broken.zip', 'empty.csv'])
  expect(result.skipped.every(({ reason }) => say(reason).length > 10 && !say(reason).includes(reason.key))).toBe(true)
})

test('of several columns of texts it tells which was read and which it could have been', async () => {
  const of = texts()
  const table = file(
    'rows.csv',
    'title,body\nthe cat sat there,a dog sat on the mat and slept\nthe dog sat there,the cat sat on the mat here\n',
  )
  const guessed = await ask(of, [table])
  expect(guessed.columns?.textColumn).toBe('body')
  expect(guessed.warnings.map(say)).toEqual([
    '"body" was read. One more column holds texts, too: "title". Choose below which one is meant.',
  ])
  const chosen = await ask(of, [table], { columns: { textColumn: 'title', secondTextColumn: '' } })
  expect(chosen.warnings).toEqual([])
  const other = file('b.csv', 'message\nthe cat sat there\n')
  const both = await ask(of, [file('a.csv', 'text,n\nthe dog sat there,3\n'), other])
  expect(both.warnings.map(say)).toEqual(['Some tables were read from another column: "b.csv: message".'])
  expect((await csv(both)).map((line) => line.split(',').slice(0, 4))).toEqual([
    ['path', 'text', 'n', 'message'],
    ['"a.csv', ' row 2"', 'the dog sat there', '3'],
    ['"b.csv', ' row 2"', '', ''],
  ])
})

test('a single file of several lines is one text, and told to be', async () => {
  const of = texts()
  const lines = ['the cat sat', 'a dog sat', 'the dog', 'a cat', 'the mat']
  const one = await ask(of, [file('notes.txt', lines.join('\n'))])
  expect(one.answered).toBe(1)
  expect(one.warnings.map(say)).toEqual([
    '"notes.txt" was read as one text of 5 lines. To have each line answered, name the file ".csv" and put a line "text" above the others.',
  ])
  // What it advises does what it says.
  const advised = await ask(of, [file('notes.csv', `text\n${lines.join('\n')}\n`)])
  expect(advised.answered).toBe(5)
  expect((await ask(of, [file('notes.txt', lines.slice(1).join('\n'))])).warnings).toEqual([])
  const both = [file('a.txt', lines.join('\n')), file('b.txt', lines.join('\n'))]
  expect((await ask(of, both)).warnings).toEqual([])
})

test('answers are added to a CSV that has its columns already; what has no place there is told', async () => {
  const of = texts()
  const more = file('b.csv', 'n,text,mood\n3,the cat sat,fine\n')
  const { read, names } = { read: { textColumn: 'text', secondTextColumn: '' }, names: ['text', 'n'] }
  const signal = new AbortController().signal
  const result = await predictBulk(of, {
    ...{ files: [more], columns: read, names, codec: nodeCodec, signal },
    onProgress: () => {},
  })
  const [header, line] = await csv(result)
  expect(header).toBe('path,text,n,answer,p(good),p(bad),"p(so, so)"')
  expect(line).toMatch(/^"b.csv, row 2",the cat sat,3,(good|bad|"so, so"),/)
  expect(result.warnings.map(say)).toEqual([
    'The CSV began without these columns of later tables, and leaves them out: "mood".',
  ])
})

test('no cell is computed by a spreadsheet, and numbers stay numbers', async () => {
  const of = model('text-classification', tinyBert(), ['=1+1', '@b'])
  const result = await ask(of, [file('rows.csv', 'text,n,path\n"=HYPERLINK(""x"")",-3.5,+a\n')])
  const [header, line] = await csv(result)
  expect(header).toBe('path 2,text,n,path,answer,p(=1+1),p(@b)')
  expect(line).toMatch(/^"rows.csv, row 2","'=HYPERLINK\(""x""\)",-3.5,'\+a,'(=1\+1|@b),0\.\d+,0\.\d+$/)
})

test('of two texts whose names tell no order it says how it took them', async () => {
  const pairs = model('text-pair-classification', tinyBert(), ['same', 'other'])
  const rows = 'here,there,n\nthe cat sat on the mat,a cat sat,1\na dog sat down,the dog sat on the mat,2\n'
  const result = await ask(pairs, [file('p.csv', rows), file('a.txt', 'the cat'), file('q.csv', 'n\n1\n')])
  expect(result.columns).toMatchObject({ textColumn: 'here', secondTextColumn: 'there' })
  expect(result.warnings.map(({ key }) => key)).toEqual(['bulkOrderGuessed'])
  expect(result.answered).toBe(2)
  expect(result.skipped.map(({ path }) => path)).toEqual(['a.txt', 'q.csv'])
  const known = await ask(pairs, [file('p.csv', 'hypothesis,premise\na cat sat,the cat sat on the mat\n')])
  expect(known.columns).toMatchObject({ textColumn: 'premise', secondTextColumn: 'hypothesis' })
  expect(known.warnings).toEqual([])
})

test('several labels, numbers and marked words have columns of their own', async () => {
  const many = model('text-multi-label', tinyBert(), ['food', 'travel', 'work'])
  const input = { kind: 'text', text: 'the cat sat' } as const
  const given = [file('a.txt', input.text)]
  const labels = await taskEngines[many.task].predict(many, input, nodeCodec)
  if (labels.kind !== 'labels') expect.fail()
  const holding = labels.labels.filter(({ probability }) => probability >= 0.5).map(({ name }) => name)
  const sheet = await ask(many, given)
  const share = (name: string) => labels.labels.find((each) => each.name === name)?.probability
  expect(await csv(sheet)).toEqual([
    'path,answer,p(food),p(travel),p(work)',
    `a.txt,${holding.join('; ')},${share('food')},${share('travel')},${share('work')}`,
  ])
  expect(sheet.counts.map(({ name, count }) => `${name} ${count}`).toSorted()).toEqual(
    holding.map((name) => `${name} 1`).toSorted(),
  )
  disposeTuned(many)
  const numbers = model('text-regression', tinyBert(), [])
  const number = await taskEngines[numbers.task].predict(numbers, input, nodeCodec)
  expect(await csv(await ask(numbers, given))).toEqual([
    'path,answer',
    `a.txt,${number.kind === 'number' && number.value}`,
  ])
  disposeTuned(numbers)
  const tags = model('token-classification', tinyBert(), ['O', 'B-PER', 'I-PER'])
  const marked = await taskEngines[tags.task].predict(tags, input, nodeCodec)
  if (marked.kind !== 'tags') expect.fail()
  const [header, line = ''] = await csv(await ask(tags, given))
  expect(header).toBe('path,answer,entities')
  const cell = /"(\[.*\])"$/.exec(line)?.[1]?.replaceAll('""', '"') ?? '[]'
  expect(JSON.parse(cell)).toEqual(marked.entities)
  expect(marked.entities.length).toBeGreaterThan(0)
})
