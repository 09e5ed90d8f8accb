import { expect, test } from 'vitest'
import type { RunRecord } from '../../src/shared/domain/record.ts'
import { emptyRunLog } from '../../src/shared/domain/runLog.ts'
import { buildRecipe, defaultFields } from '../../src/shared/recipe/recipe.ts'
import { restorePending, storePending } from '../../src/studio/store/comparePending.ts'
import { comparisonOf } from '../../src/studio/store/compareRestore.ts'
import { toldError } from '../support/told.ts'

const identity = {
  task: 'image-classification',
  model: { id: 'thaw-vision', revision: 'main' },
  data: { name: 'pets', fingerprint: 'f00' },
  backend: 'cpu',
} as const

function record(
  id: string,
  part: Partial<RunRecord> & { contender?: string; labels?: number; seed?: number },
): RunRecord {
  const { contender = 'head', labels = 0, seed = 1, ...rest } = part
  return {
    version: 2,
    id,
    recipe: buildRecipe(identity, { ...defaultFields('head'), seed }),
    task: 'image-classification',
    modelTitle: 'Thaw vision',
    model: { kind: 'catalog', id: 'thaw-vision' },
    data: null,
    startedAt: 10,
    changedAt: 20,
    status: 'finished',
    log: emptyRunLog,
    result: { classes: ['cat', 'dog', 'cow'] } as unknown as RunRecord['result'],
    error: null,
    tags: [],
    note: '',
    checkpoint: null,
    weights: true,
    testViews: 0,
    comparison: { id: 'c', contender, labels },
    temperature: 1,
    ...rest,
  }
}

test('a comparison is put together again from its runs, in the order in which they began', () => {
  const failed = toldError('not-finite', '')
  const comparison = comparisonOf('c', [
    record('b', { startedAt: 30, contender: 'lora', status: 'failed', result: null, error: failed }),
    record('a', { startedAt: 10, contender: 'head' }),
    record('d', { startedAt: 40, contender: 'scratch', seed: 2, status: 'stopped', result: null }),
  ])
  expect(comparison).toMatchObject({ kind: 'methods', startedAt: 10, classes: 3, dataName: 'pets' })
  expect(comparison?.trials.map(({ id, contender, seed, outcome }) => [id, contender, seed, outcome.status])).toEqual([
    ['a', 'head', 1, 'finished'],
    ['b', 'lora', 1, 'failed'],
    ['d', 'scratch', 2, 'stopped'],
  ])
})

test('a test that was looked at stays opened, and the others closed', () => {
  const closed = [record('a', {}), record('b', { startedAt: 11, contender: 'lora' })]
  expect(comparisonOf('c', closed)?.tested).toBeNull()
  const opened = [record('a', {}), record('b', { startedAt: 11, contender: 'lora', testViews: 1 })]
  expect(comparisonOf('c', opened)?.tested).toMatchObject({ contender: 'lora', labels: 0 })
})

test('a comparison that was cut short knows the runs that never began', () => {
  const begun = comparisonOf('c', [record('a', {}), record('b', { contender: 'lora' }), record('d', { seed: 2 })])
  if (!begun) throw new Error('nothing was put together')
  const [store, get] = shelf()
  storePending(store, begun)
  const planned = restorePending(store)
  expect(get()).not.toContain('outcome')
  expect(planned?.trials.map(({ outcome }) => outcome.status)).toEqual(['stopped', 'stopped', 'stopped'])
  const again = comparisonOf('c', [record('a', {})], planned)
  expect(again?.trials.map(({ id, seed, contender, outcome }) => [id, seed, contender, outcome.status])).toEqual([
    ['a', 1, 'head', 'finished'],
    ['b', 1, 'lora', 'stopped'],
    ['d', 2, 'head', 'stopped'],
  ])
  expect(again?.trials[1]?.recipe).toEqual(begun.trials[1]?.recipe)
})

test('what was stored by no version of the studio is no comparison', () => {
  const [store] = shelf()
  for (const text of ['null', '{', '{"task":"none"}', '{"task":"image-classification","trials":[{"contender":"x"}]}']) {
    store.setItem('', text)
    expect(restorePending(store)).toBeNull()
  }
})

function shelf() {
  let text: string | null = null
  const store = {
    getItem: () => text,
    setItem: (_: string, next: string) => {
      text = next
    },
  }
  return [store, () => text] as const
}

test('runs with several numbers of labels are a comparison of labels', () => {
  const comparison = comparisonOf('c', [record('a', { labels: 8 }), record('b', { labels: 0, startedAt: 11 })])
  expect(comparison?.kind).toBe('labels')
})

test('a method that this version does not know, or no finished run, gives nothing to show', () => {
  expect(comparisonOf('c', [record('a', { contender: 'of-a-later-version' })])).toBeNull()
  expect(comparisonOf('c', [record('a', { result: null, status: 'stopped' })])).toBeNull()
})
