// Data made ready before training, asked for as the page asks: what will go wrong, what buttons do about it, and what
// examples become.
import { describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import { cleaningCalls } from '../../../src/engine/calls/cleaningCalls.ts'
import { createEngineContext, type EngineContext } from '../../../src/engine/calls/engineContext.ts'
import { editDataset } from '../../../src/engine/data/editDataset.ts'
import { readDataset } from '../../../src/engine/data/readDataset.ts'
import { memoryStore } from '../../../src/engine/storage/blobStore.ts'
import type { RunRepository } from '../../../src/engine/storage/runRepository.ts'
import type { DataFinding, DataSettings, Remedy } from '../../../src/shared/domain/cleaning.ts'
import { dataReadings } from '../../../src/tasks/engines.ts'
import { inWords } from '../../support/inWords.ts'
import { pngBlob } from '../../support/nodeImages.ts'

const usual: DataSettings = { validation: 0.15, test: 0.2, seed: 1, maxTrain: 0, maxTokens: 128, weighted: true }

type Files = readonly { readonly path: string; readonly file: Blob }[]

const read = (files: Files) =>
  readDataset(
    { name: 'data', files },
    {
      ...{ textColumn: '', labelColumn: '', readings: dataReadings, onProgress: () => {}, codec: nodeCodec },
      signal: new AbortController().signal,
    },
  )

async function opened(files: Files) {
  const opener = async () => ({ adapter: 'test', software: false, threads: 1 })
  const context: EngineContext = createEngineContext({
    codec: nodeCodec,
    fetch: () => Promise.reject(new Error('no network')),
    store: memoryStore(),
    storeWarning: null,
    repository: {} as RunRepository, // nothing here is kept
    siteBase: 'https://studio.example/',
    openers: { webgpu: opener, webgl: opener, wasm: opener, cpu: opener },
    emit: () => {},
  })
  const dataset = await read(files)
  const columns = { textColumn: '', labelColumn: '' }
  const request = { kind: 'files', name: 'data', files } as const
  context.data = { dataset, request, columns, edits: [], origin: dataset.fingerprint }
  const calls = cleaningCalls(context)
  const check = (settings: Partial<DataSettings> = {}) => calls.checkData({ settings: { ...usual, ...settings } })
  const list = () => calls.listExamples({ settings: usual })
  const paths = (places: readonly number[]) => places.map((place) => dataset.examples[place]?.path)
  return { context, calls, check, list, paths, dataset }
}

const table = (rows: readonly string[], name = 'texts.csv'): Files => [
  { path: name, file: new Blob([`${['text,label', ...rows].join('\n')}\n`]) },
]
/** Texts that have no three words in common. */
const words = (n: number) => `w${n * 5}a w${n * 5}b w${n * 5}c w${n * 5}d w${n * 5}e`
const rows = (count: number, label: (n: number) => string, from = 0) =>
  Array.from({ length: count }, (_, n) => `${words(from + n)},${label(from + n)}`)

const found = (findings: readonly DataFinding[], check: DataFinding['check']) =>
  findings.find((finding) => finding.check === check)
const told = (finding: DataFinding | undefined) => finding && inWords([finding.message])[0]
function leaveOut(finding: DataFinding | undefined) {
  return finding?.remedies.find((remedy): remedy is Remedy & { kind: 'leave-out' } => remedy.kind === 'leave-out')
}
async function leftOutBy(of: Awaited<ReturnType<typeof opened>>, finding: DataFinding | undefined) {
  const { names, now } = await of.list()
  const next = now.slice()
  for (const example of leaveOut(finding)?.examples ?? []) next[example] = -1
  return of.calls.setExamples({ names, now: next })
}

describe('what is said before training', () => {
  test('nothing of data with which all is well', async () => {
    const { check } = await opened(table(rows(200, (n) => (n % 2 ? 'yes' : 'no'))))
    expect(await check()).toEqual([])
  })

  test('five examples of a class, and a test of twelve', async () => {
    const { check } = await opened(table([...rows(54, () => 'often'), ...rows(8, () => 'seldom', 54)]))
    const findings = await check()
    expect(told(found(findings, 'few-examples'))).toBe(
      'The class "seldom" has 5 texts to learn from: from so few, the model learns these texts rather than what they have in common.',
    )
    expect(told(found(findings, 'small-test'))).toBe(
      'The test has 13 texts, so chance alone can move its score by about 22 points.',
    )
    expect(found(findings, 'small-test')?.remedies[0]).toMatchObject({ kind: 'set', key: 'split.test', value: 0.3 })
    const wider = await check({ test: 0.3 })
    expect(told(found(wider, 'small-test'))).toContain('The test has 18 texts')
    expect(found(wider, 'small-test')?.remedies.map(({ kind }) => kind)).toEqual(['add'])
  })

  test('a hundred to one, and what makes rare examples count', async () => {
    const { check } = await opened(table([...rows(2000, () => 'ok'), ...rows(20, () => 'bad', 2000)]))
    const weighted = found(await check(), 'uneven-classes')
    expect(told(weighted)).toContain('Your classes have very different sizes, 100 to 1')
    expect(weighted?.remedies.map(({ kind }) => kind)).toEqual(['add'])
    const plain = found(await check({ weighted: false }), 'uneven-classes')
    expect(plain?.remedies[0]).toMatchObject({ kind: 'set', key: 'regularisation.classWeights', value: 'auto' })
  })

  test('a class without training examples, by a cap and by the data', async () => {
    const even = await opened(table(rows(90, (n) => 'abc'[n % 3] ?? '')))
    const capped = found(await even.check({ maxTrain: 2 }), 'untrained-classes')
    expect(told(capped)).toContain('The class "c" has no texts to learn from')
    expect(capped?.remedies).toMatchObject([{ kind: 'set', key: 'maxTrain', value: 0 }])
    const only = await opened([
      ...table(
        rows(60, (n) => 'ab'[n % 2] ?? ''),
        'train.csv',
      ),
      ...table(
        rows(40, (n) => 'abc'[n % 3] ?? '', 60),
        'test.csv',
      ),
    ])
    const absent = found(await only.check(), 'untrained-classes')
    expect(told(absent)).toContain('The class "c" has no texts to learn from, so it cannot be learned.')
    expect(leaveOut(absent)?.examples).toHaveLength(13)
    await leftOutBy(only, absent)
    expect(found(await only.check(), 'untrained-classes')).toBeUndefined()
  })

  test('what stands in training and in the test alike is left out of training', async () => {
    const files = [
      ...table(
        rows(60, (n) => 'ab'[n % 2] ?? ''),
        'train.csv',
      ),
      ...table([...rows(40, (n) => 'ab'[n % 2] ?? '', 100), ...rows(3, (n) => 'ab'[n % 2] ?? '')], 'test.csv'),
    ]
    const of = await opened(files)
    const leaked = found(await of.check(), 'leaked-examples')
    expect(told(leaked)).toMatch(
      /^3 texts are both in training and in what judges it .*: the score will be better than it is on new texts\.$/,
    )
    expect(of.paths(leaveOut(leaked)?.examples ?? []).toSorted()).toEqual([
      'train.csv, row 2',
      'train.csv, row 3',
      'train.csv, row 4',
    ])
    const { summary } = await leftOutBy(of, leaked)
    expect(summary.examples).toBe(100)
    expect(found(await of.check(), 'leaked-examples')).toBeUndefined()
  })

  test('nearly the same text in training and in the test', async () => {
    const long =
      'the quick brown fox jumps over the lazy dog while seven wizards mix fine potions for the king of france'
    const files = [
      ...table([...rows(60, (n) => 'ab'[n % 2] ?? ''), `${long},a`], 'train.csv'),
      ...table([...rows(40, (n) => 'ab'[n % 2] ?? '', 100), `The ${long.slice(4)}!!,a`, `${long} again,b`], 'test.csv'),
    ]
    const of = await opened(files)
    const near = found(await of.check(), 'near-leaks')
    expect(told(near)).toContain('1 text is nearly the same in training and in what judges it')
    expect(of.paths(leaveOut(near)?.examples ?? [])).toEqual(['train.csv, row 62'])
    await leftOutBy(of, near)
    expect(found(await of.check(), 'near-leaks')).toBeUndefined()
  })

  test('copies, contradictions, and texts with nothing to read', async () => {
    const some = rows(120, (n) => 'ab'[n % 2] ?? '')
    const of = await opened(table([...some, `${words(0)},a`, `${words(1)},a`, 'nan,b', '"... !",a', '🙂,a']))
    const findings = await of.check()
    expect(told(found(findings, 'contradictions'))).toContain(
      '1 text is there more than once with different answers ("a", "b"',
    )
    expect(of.paths(leaveOut(found(findings, 'contradictions'))?.examples ?? []).toSorted()).toEqual([
      'texts.csv, row 123',
      'texts.csv, row 3',
    ])
    expect(told(found(findings, 'empty-texts'))).toMatch(/^2 texts hold nothing to read \(such as "(nan|\.\.\. !)"\)/)
    const repeated = found(findings, 'copies')
    expect(told(repeated)).toContain('1 text of 125 in all is a copy of another')
    await leftOutBy(of, repeated)
    expect(found(await of.check(), 'copies')).toBeUndefined()
  })

  test('a test whose answers are all the same', async () => {
    const { check } = await opened(table([...rows(60, () => 'a'), ...rows(2, () => 'b', 60)]))
    const equal = (await check()).filter((finding) => finding.check === 'equal-answers')
    expect(equal.map(told)).toEqual([
      'All 9 texts of validation have the same answer, "a": a model that always gives it gets a perfect score there.',
      'All 12 texts of the test have the same answer, "a": a model that always gives it gets a perfect score there.',
    ])
  })
})

describe('labels, tags and numbers', () => {
  const file = (path: string, text: string): Files => [{ path, file: new Blob([text]) }]
  const labelled = (count: number, rare: number) =>
    Array.from(
      { length: count },
      (_, n) => `${words(n)},${n < rare ? 'food;rare' : ['food;price', 'price;place'][n % 2]}`,
    )

  test('a label that few texts have', async () => {
    const { check } = await opened(file('a.csv', `text,labels\n${labelled(80, 4).join('\n')}`))
    const few = found(await check(), 'few-examples')
    expect(told(few)).toMatch(
      /^The label "rare" has [234] texts to learn from: the model will hardly ever answer it, and the test says little of it\.$/,
    )
    expect(few?.remedies.map(({ kind }) => kind)).toEqual(['add'])
    const enough = await opened(file('a.csv', `text,labels\n${labelled(80, 20).join('\n')}`))
    expect(found(await enough.check(), 'few-examples')).toBeUndefined()
  })

  test('tags that few sentences have', async () => {
    const sentence = (n: number) => `Word${n} O\nAnna${n} ${n < 3 ? 'B-ORG' : 'B-PER'}\n`
    const { check } = await opened(file('a.conll', Array.from({ length: 60 }, (_, n) => sentence(n)).join('\n')))
    expect(told(found(await check(), 'few-examples'))).toMatch(/^The tag "B-ORG" has [123] sentences? to learn from: /)
  })

  test('numbers far from all others are told, and left out at a press', async () => {
    const priced = (last: string) =>
      file(
        'a.csv',
        `text,price\n${Array.from({ length: 99 }, (_, n) => `${words(n)},${10 + (n % 30) / 2}`).join('\n')}\n${words(99)},${last}\n`,
      )
    const of = await opened(priced('9999'))
    const far = found(await of.check(), 'far-numbers')
    expect(told(far)).toBe(
      '1 text has a number far from all others (as 9,999, where half lie between 13 and 20.5): training follows it, and gets worse on the rest.',
    )
    expect(of.paths(leaveOut(far)?.examples ?? [])).toEqual(['a.csv, row 101'])
    await leftOutBy(of, far)
    expect(found(await of.check(), 'far-numbers')).toBeUndefined()
    expect(found(await (await opened(priced('60.5'))).check(), 'far-numbers')).toBeUndefined()
  })

  test('numbers that are all equal in a part', async () => {
    const lines = Array.from({ length: 68 }, (_, n) => `${words(n)},${n < 60 ? `${n + 0.5},train` : '3.5,test'}`)
    const { check } = await opened(file('a.csv', `text,price,split\n${lines.join('\n')}`))
    expect((await check()).filter(({ check: id }) => id === 'equal-answers').map(told)).toEqual([
      'All 8 texts of the test have the same answer, "3.5": a model that always gives it gets a perfect score there.',
    ])
  })
})

describe('pictures that are looked at', () => {
  /** Blocks of eight pixels, each of a colour of its own. */
  const blocks = (seed: number) => (x: number, y: number) => {
    const cell = (colour: number) => {
      const wave =
        Math.sin(seed * 12.9898 + Math.floor(x / 8) * 78.233 + Math.floor(y / 8) * 37.719 + colour * 4.1) * 43758.5453
      return Math.floor(256 * (wave - Math.floor(wave)))
    }
    return [cell(0), cell(1), cell(2)] as const
  }
  const pictures: Files = [
    ...Array.from({ length: 40 }, (_, n) => ({
      path: `train/${'ab'[n % 2]}/${n}.png`,
      file: pngBlob(64, 64, blocks(n + 1)),
    })),
    ...Array.from({ length: 30 }, (_, n) => ({
      path: `test/${'ab'[n % 2]}/t${n}.png`,
      file: pngBlob(64, 64, blocks(n + 100)),
    })),
    // The third of training once more, smaller.
    { path: 'test/a/small.png', file: pngBlob(48, 48, (x, y) => blocks(3)((x * 64) / 48, (y * 64) / 48)) },
    { path: 'train/a/blank.png', file: pngBlob(64, 64, () => [90, 90, 90]) },
  ]

  test('a picture saved smaller is found again, and one of one colour', async () => {
    const of = await opened(pictures)
    const looks = await of.calls.lookAtExamples({})
    const groups = looks.near.map((group) => of.paths(group).toSorted())
    expect(groups).toContainEqual(['test/a/small.png', 'train/a/2.png'])
    expect(of.paths(looks.poor.map(({ example }) => example))).toEqual(['train/a/blank.png'])
    expect(looks.poor[0]?.fault).toBe('blank')
    expect(looks.unread).toBe(0)
    const findings = await of.check()
    expect(of.paths(leaveOut(found(findings, 'near-leaks'))?.examples ?? [])).toContain('train/a/2.png')
    expect(told(found(findings, 'poor-pictures'))).toBe(
      '1 picture is of one colour: there is little in them to learn from.',
    )
  })
})

describe('what examples become', () => {
  const animals: Files = ['cat/1', 'cat/2', 'cat/3', 'cat/4', 'dog/1', 'dog/2', 'dog/3', 'owl/1', 'owl/2'].map(
    (path, index) => ({ path: `${path}.png`, file: pngBlob(8, 8, (x, y) => [20 * index, 10 * x, 10 * y]) }),
  )
  const moved = (from: string, to: string) =>
    animals.map((each) => ({
      ...each,
      path: each.path.startsWith(`${from}/`) ? `${to}/x${each.path.slice(4)}` : each.path,
    }))

  test('a class that is renamed is one edit, and the data are those of a folder of that name', async () => {
    const of = await opened(animals)
    const { names, was, now } = await of.list()
    expect(names).toEqual(['cat', 'dog', 'owl'])
    const { edits, summary } = await of.calls.setExamples({
      names: [...names, 'kitten'],
      now: now.map((state) => (state === 0 ? 3 : state)),
    })
    expect(edits).toEqual([{ class: 'cat', label: 'kitten' }])
    expect(summary.classes.map(({ name, count }) => [name, count])).toEqual([
      ['dog', 3],
      ['kitten', 4],
      ['owl', 2],
    ])
    expect(summary.fingerprint).toBe((await read(moved('cat', 'kitten'))).fingerprint)
    expect((await of.list()).was).toEqual(was)
  })

  test('edits hold when the same files are read again, and put back they are none', async () => {
    const of = await opened(animals)
    const { names, now, was } = await of.list()
    const next = now.slice()
    next[0] = 3
    next[5] = -1
    for (const owl of [7, 8]) next[owl] = 1
    const { edits, summary } = await of.calls.setExamples({ names: [...names, 'lion'], now: next })
    expect(edits.map((edit) => ('class' in edit ? edit : { path: edit.path, label: edit.label }))).toEqual([
      { class: 'owl', label: 'dog' },
      { class: 'lion', label: 'lion' },
      { path: of.paths([0])[0], label: 'lion' },
      { path: of.paths([5])[0], label: null },
    ])
    expect((await editDataset(await read(animals), edits)).fingerprint).toBe(summary.fingerprint)
    const listed = await of.list()
    expect([...listed.now].map((state) => listed.names[state] ?? null)).toEqual(
      [...next].map((state) => [...names, 'lion'][state] ?? null),
    )
    const back = await of.calls.setExamples({ names, now: was })
    expect(back.edits).toEqual([])
    expect(back.summary.fingerprint).toBe(of.dataset.fingerprint)
  })

  test('every example stands in the part that the next run uses it in', async () => {
    const of = await opened(table(rows(100, (n) => 'ab'[n % 2] ?? '')))
    const { part, places } = await of.list()
    expect([0, 1, 2].map((wanted) => part.filter((each) => each === wanted).length)).toEqual([64, 16, 20])
    expect([...places]).toEqual([...part.keys()])
  })

  test('what leaves one class is refused, and the data stay', async () => {
    const of = await opened(animals)
    const { names, now } = await of.list()
    await expect(of.calls.setExamples({ names, now: now.map(() => 0) })).rejects.toMatchObject({
      code: 'classes-too-few',
    })
    expect(of.context.data?.edits).toEqual([])
  })
})
