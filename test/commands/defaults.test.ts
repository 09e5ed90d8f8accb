// `npm run defaults`: what its table says of rows, that rows outlive the command, and what the classifier is given.
import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultsTable } from '../../src/commands/defaults/defaultsTable.ts'
import { measureDefaults } from '../../src/commands/defaults/measureDefaults.ts'
import { openRows, type Row } from '../../src/commands/defaults/rows.ts'
import { startBackend } from '../support/backends.ts'

const about = { data: 'cats.zip', fingerprint: 'f', model: 'thaw-vision', revision: '1', tested: 50 }
const row = (labels: number, seed: number, accuracy: number): Row => {
  return { ...about, labels, seed, learner: 'scikit-learn', accuracy, c: 1 }
}
const run = (labels: number, seed: number, accuracy: number, epochs: readonly [number, number], learner = 'head') => {
  return { ...about, labels, seed, learner, accuracy, epochs }
}

test('the table has a line an amount, the fewest first, and tells means, spreads and differences of the same seeds', () => {
  const rows = [
    ...[row(0, 1, 0.9), row(0, 2, 0.8), row(0, 3, 0.7)],
    ...[run(0, 1, 0.92, [4, 9]), run(0, 2, 0.84, [6, 12]), run(0, 1, 0.9, [2, 4], 'lora')],
    ...[row(8, 1, 0.5), run(8, 1, 0.45, [3, 8])],
  ]
  expect(defaultsTable(rows).split('\n')).toEqual([
    '| Data | Model | A class | scikit-learn | `head` | `lora` |',
    '| --- | --- | --- | --- | --- | --- |',
    '| cats.zip | thaw-vision | 8 | 0.500 | 0.450 (−0.050; epoch 3 of 8) | – |',
    // 0.88 against the 0.85 of seeds 1 and 2; LoRA's 0.9 against the 0.9 of seed 1.
    '| cats.zip | thaw-vision | all | 0.800 ± 0.100 | 0.880 ± 0.057 (+0.030; epoch 5 of 11; 2 of 3 seeds) | 0.900 (+0.000; epoch 2 of 4; 1 of 3 seeds) |',
  ])
})

test('rows are kept in their file, and are not asked for again', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'thaw-rows-')), 'rows.json')
  const rows = await openRows(path)
  expect(rows.has(row(8, 1, 0))).toBe(false)
  await rows.add(row(8, 1, 0.5))
  const again = await openRows(path)
  expect([again.has(row(8, 1, 0)), again.has(row(8, 2, 0)), again.all()]).toEqual([true, false, [row(8, 1, 0.5)]])
})

test('the classifier gets the features of the split that the run has, and a second call computes nothing', async () => {
  await startBackend('wasm')
  const cache = await mkdtemp(join(tmpdir(), 'thaw-defaults-'))
  const rows = await openRows(join(cache, 'rows.json'))
  const python = await standIn(cache)
  const wanted = { methods: ['head'], labels: [8, 1000], seeds: [1], fields: new Map(), python, cache, rows } as const
  await measureDefaults({ ...wanted, data: 'public/samples/messages.csv' })
  const given = JSON.parse(await readFile(join(cache, 'given.json'), 'utf8'))
  // Four classes of 120: 15 % to validate by, 20 % to test, 8 of each class to train on; 128 numbers a text.
  expect(given).toEqual({
    sizes: { train: 32, validation: 72, test: 96 },
    width: 128,
    bytes: 4 * 128 * 200,
    classes: 4,
  })
  expect(rows.all().map(({ learner, labels, tested }) => [learner, labels, tested])).toEqual([
    ['scikit-learn', 8, 96],
    ['head', 8, 96],
  ])
  const [fitted, head] = rows.all()
  expect([fitted?.accuracy, fitted?.c]).toEqual([0.625, 10])
  expect(head?.accuracy).toBeGreaterThan(0.4) // of four classes, by eight texts of each
  await measureDefaults({ ...wanted, data: 'public/samples/messages.csv', python: '/none' })
  expect(rows.all().length).toBe(2)

  // What is set other than by default stands under a name of its own.
  await measureDefaults({
    ...wanted,
    labels: [8],
    fields: new Map([['epochs', 2]]),
    data: 'public/samples/messages.csv',
  })
  expect(
    rows
      .all()
      .map(({ learner, epochs }) => [learner, epochs?.[1]])
      .slice(2),
  ).toEqual([['head epochs=2', 2]])
}, 120_000)

/** In the place of Python: notes what it was given, and answers with fixed figures. */
async function standIn(folder: string): Promise<string> {
  const path = join(folder, 'stand-in')
  await writeFile(
    path,
    `#!${process.execPath}
const { readFileSync, statSync, writeFileSync } = require('node:fs')
const folder = process.argv[3]
const { sizes, width, labels } = JSON.parse(readFileSync(folder + '/rows.json', 'utf8'))
const bytes = statSync(folder + '/features.f32').size
writeFileSync('${folder}/given.json', JSON.stringify({ sizes, width, bytes, classes: new Set(labels).size }))
console.log('{"c":10,"accuracy":0.625}')`,
  )
  await chmod(path, 0o755)
  return path
}
