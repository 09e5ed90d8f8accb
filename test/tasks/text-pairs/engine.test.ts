import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Dataset, Example } from '../../../src/engine/data/dataset.ts'
import { readDataset } from '../../../src/engine/data/readDataset.ts'
import { numberOf } from '../../../src/engine/data/target.ts'
import type { Columns } from '../../../src/shared/domain/data.ts'
import { seeded } from '../../../src/shared/random.ts'
import { dataReadings, taskEngines } from '../../../src/tasks/engines.ts'
import { startBackend } from '../../support/backends.ts'
import { leftOut } from '../../support/inWords.ts'
import { type SmallTask, smallRecipe, smallRun } from '../../support/smallRuns.ts'
import { tinyBert, tinyGpt2 } from '../../support/tinyText.ts'

beforeAll(() => startBackend('wasm'))

function read(text: string, columns: Partial<Columns> = {}): Promise<Dataset> {
  return readDataset(
    { name: 'pairs.csv', files: [{ path: 'pairs.csv', file: new Blob([text]) }] },
    {
      ...{ textColumn: '', labelColumn: '', ...columns },
      readings: dataReadings,
      onProgress: () => {},
      signal: new AbortController().signal,
      codec: nodeCodec,
    },
  )
}

const table = (head: string, row: (index: number) => string, count = 24) =>
  [head, ...Array.from({ length: count }, (_, index) => row(index))].join('\n')

test('two texts and a label are recognised by their names, in whatever order', async () => {
  const names = ['contradiction', 'entailment', 'neutral']
  const row = (index: number) => `${names[index % 3]},A man sleeps in room ${index}.,Somebody rests in ${index}.`
  const data = await read(table('label,premise,hypothesis', row))
  expect(data.task).toBe('text-pair-classification')
  expect(data.columns).toMatchObject({ text: 'premise', secondText: 'hypothesis', label: 'label' })
  expect(data.classes).toEqual(names)
  expect(data.examples).toHaveLength(24)
  expect(data.examples.find(({ path }) => path.endsWith('row 2'))?.content).toEqual({
    kind: 'pair',
    first: 'A man sleeps in room 0.',
    second: 'Somebody rests in 0.',
  })
})

test('a number beside two texts is predicted, and few integers may be either', async () => {
  const scored = await read(
    table(
      'sentence1,sentence2,score',
      (index) => `One thing ${index}.,Another thing ${index}.,${(index / 7).toFixed(2)}`,
    ),
  )
  expect(scored.task).toBe('text-pair-regression')
  expect(Math.max(...scored.examples.map(numberOf))).toBe(3.29)
  const marked = await read(
    table('question1,question2,label', (index) => `How is ${index}?,Why is ${index}?,${index % 2}`),
  )
  expect(marked.task).toBe('text-pair-classification')
  expect(marked.choices?.slice(0, 2)).toEqual(['text-pair-classification', 'text-pair-regression'])
})

test('other names are taken where the person names them; a row without one of the texts is left out', async () => {
  const row = (index: number) => `said ${index},${index === 4 ? '' : `meant ${index}`},${index % 2 ? 'yes' : 'no'}`
  const data = await read(table('left,right,label', row), { textColumn: 'left', secondTextColumn: 'right' })
  expect(data.task).toBe('text-pair-classification')
  expect(leftOut(data.skipped)).toEqual([{ path: 'pairs.csv, row 6', reason: 'It has no second text.' }])
})

test('neither a column of ids nor the one that names splits is taken for labels', async () => {
  const answered = await read(
    table('id,question,answer', (index) => `q${index},What is ${index}?,It is ${index}.`, 140),
  )
  expect(answered.task).not.toBe('text-pair-classification')
  const kinds = ['agrees', 'objects', 'strays']
  const row = (index: number) =>
    `One thing ${index}.,Another ${index}.,${kinds[index % 3]},${index % 4 === 0 ? 'test' : 'train'}`
  const divided = await read(table('premise,hypothesis,relation,split', row, 120))
  expect(divided.columns).toMatchObject({ label: 'relation' })
  expect(divided.classes).toEqual(kinds)
  expect(divided.namedSplits).toEqual(['train', 'test'])
})

/** Whether the second text is the first again: nothing in either text tells by itself. */
function repeats(count: number): Dataset {
  const random = seeded('repeats')
  const words = ['cat', 'dog', 'loud', 'soft']
  const word = () => words[random.below(words.length)] as string
  const examples = Array.from({ length: count }, (_, index): Example => {
    const first = word()
    const others = words.filter((each) => each !== first)
    const same = index % 2 === 0
    const second = same ? first : (others[random.below(others.length)] as string)
    return {
      path: `row ${index}`,
      target: { kind: 'class', class: Number(same) },
      split: null,
      content: { kind: 'pair', first: `the ${first}`, second: `the ${second} sleeps` },
      digest: `${index}`,
    }
  })
  const facts = { columns: null, skipped: [], namedSplits: [], warnings: [] }
  const classes = ['other', 'same']
  return { task: 'text-pair-classification', name: 'repeats', fingerprint: 'repeats', classes, examples, ...facts }
}

test.each([
  ['BERT, with the types of its tokens,', tinyBert],
  ['GPT-2', tinyGpt2],
] as const)('%s is trained on pairs, and answers one pair as its test did', async (_, model) => {
  const task: SmallTask = { data: repeats(80), model }
  const answers = new Map<string, readonly number[]>()
  const { result } = await smallRun(task, smallRecipe(task, 'full', { epochs: 3, batch: 8 }), {
    async inspect(tuned) {
      for (const { content, path } of task.data.examples) {
        if (content.kind !== 'pair') continue
        const answer = await taskEngines['text-pair-classification'].predict(tuned, content, nodeCodec)
        if (answer.kind !== 'classes') throw new Error(`received ${answer.kind}`)
        const of = (name: string) => answer.classes.find((each) => each.name === name)?.probability ?? 0
        answers.set(path, [of('other'), of('same')])
      }
    },
  })
  const { test: tested } = result
  if (tested.kind !== 'classification') throw new Error(`received a ${tested.kind} test`)
  const { probabilities, examples } = tested.answers
  for (const [row, example] of examples.entries()) {
    const [other = 0, same = 0] = answers.get(task.data.examples[example]?.path ?? '') ?? []
    expect(other).toBeCloseTo(probabilities[2 * row] ?? 0, 3)
    expect(same).toBeCloseTo(probabilities[2 * row + 1] ?? 0, 3)
  }
})

test('a single text is no question for it', async () => {
  const task: SmallTask = { data: repeats(24), model: tinyBert }
  await smallRun(task, smallRecipe(task, 'head', { epochs: 1 }), {
    async inspect(tuned) {
      const asked = taskEngines['text-pair-classification'].predict(tuned, { kind: 'text', text: 'the cat' }, nodeCodec)
      await expect(asked).rejects.toMatchObject({ code: 'model-mismatch' })
    },
  })
})

test.for(['pairs.csv', '21-sentence-pairs/mrpc.csv'])('the trial %s is understood as pairs', async (name, { skip }) => {
  const trial = new URL(`../../../../shared/data/cases/${name}`, import.meta.url)
  const text = await readFile(trial, 'utf8').catch(() => null)
  if (text === null) return skip('the trials are not beside the project')
  const data = await read(text)
  expect(data.task).toBe('text-pair-classification')
  expect(data.skipped).toEqual([])
})
