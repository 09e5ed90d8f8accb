// The tour's words come from its runs, whatever they came to; its progress survives nonsense in the storage.
import { expect, test } from 'vitest'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { ModelSummary } from '../../src/shared/domain/model.ts'
import { recipeFields } from '../../src/shared/recipe/fields.ts'
import { buildRecipe, defaultFields } from '../../src/shared/recipe/recipe.ts'
import { chapterIds, chapters, headAlone, thawOption } from '../../src/studio/features/tour/chapters.ts'
import { closingOf } from '../../src/studio/features/tour/closings.ts'
import { teacherNotes } from '../../src/studio/features/tour/teacherNotes.ts'
import { othersWork } from '../../src/studio/features/tour/tourActions.ts'
import { comparedIn, latestOf, type TourRun, tourRunOf } from '../../src/studio/features/tour/tourRun.ts'
import { restored } from '../../src/studio/features/tour/tourStore.ts'
import { initialState, type StudioState } from '../../src/studio/store/state.ts'
import { someResult } from '../support/runRecords.ts'

const run: TourRun = {
  id: 'a',
  chapter: 'features',
  option: 'random',
  epochs: [
    { epoch: 1, accuracy: 0.2, trainLoss: 2, validationLoss: 2 },
    { epoch: 2, accuracy: 0.25, trainLoss: 2, validationLoss: 1.9 },
  ],
  bestEpoch: 2,
  parameters: { total: 1_390_128, trainable: 1928 },
  counts: { train: 312, validation: 72, test: 96 },
  classes: ['cat', 'fish'],
  drift: null,
  seconds: 2,
  test: { accuracy: 0.24, interval: [0.17, 0.33] },
  asked: [{ example: 3, truth: 1, answer: 0 }],
}

/** One of one epoch, with this share right in validation. */
function scored(accuracy: number, part: Partial<TourRun>): TourRun {
  return { ...run, bestEpoch: 1, epochs: [{ epoch: 1, accuracy, trainLoss: 1, validationLoss: 1 }], ...part }
}

const said = (chapter: TourRun['chapter'], runs: readonly TourRun[], opened: readonly string[] = []) =>
  closingOf(chapter, { runs, opened })

test('a chapter says nothing before anything was tried, and asks for the other half of a comparison', () => {
  for (const id of chapterIds) expect(said(id, [])).toBeNull()
  expect(said('features', [run])).toMatchObject({
    done: false,
    text: expect.stringContaining('try pre-trained weights'),
  })
  expect(said('head', [scored(0.6, { chapter: 'head', option: '2' })])).toMatchObject({ done: false })
  expect(said('rate', [scored(0.6, { chapter: 'rate', option: '0.003' })])).toMatchObject({ done: false })
})

test('what pre-training was worth is said as it came out', () => {
  const better = said('features', [run, scored(0.93, { option: 'pretrained' })])
  expect(better?.done).toBe(true)
  expect(better?.text).toContain('With random weights it gets 25\u00a0% of the validation pictures right')
  expect(better?.text).toContain('with pre-trained weights, 93\u00a0%')
  expect(better?.text).toContain('transfer learning')
  const worse = said('features', [run, scored(0.2, { option: 'pretrained' })])
  expect(worse?.text).toContain('This time pre-training has not helped')
  expect(worse?.text).not.toContain('transfer learning')
})

test('thawing is held against the head alone, and a picture more or less is no gain', () => {
  const head = scored(66 / 72, { chapter: 'head', option: headAlone.value })
  const thawed = (right: number) => scored(right / 72, { id: 'b', chapter: 'thawing', option: '2' })
  expect(said('thawing', [thawed(70)])).toMatchObject({ done: false })
  expect(said('thawing', [head, thawed(70)])?.text).toContain('That is 4 pictures more.')
  expect(said('thawing', [head, thawed(67)])?.text).toContain('That is the same within a picture')
  expect(said('thawing', [head, thawed(60)])?.text).toContain('That is 6 pictures fewer')
  expect(comparedIn('thawing', [head, thawed(70)]).map(({ option }) => option)).toEqual(['0', '2'])
})

test('forgetting is named only where the share fell while the features turned', () => {
  const low = scored(0.9, { chapter: 'rate', option: '0.0003', drift: 0.1 })
  const fallen = scored(0.2, { id: 'b', chapter: 'rate', option: '0.1', drift: 0.9 })
  const fine = scored(0.95, { id: 'c', chapter: 'rate', option: '0.003', drift: 0.3 })
  expect(said('rate', [low, fallen])?.text).toContain('catastrophic forgetting')
  expect(said('rate', [low, fine])?.text).not.toContain('catastrophic')
  expect(said('rate', [low, fine])?.text).toContain('95\u00a0% at a rate of 0.003 (drift 30\u00a0%)')
})

test('a test is shown of the run that was opened last, and more than one is counted', () => {
  const other = { ...run, id: 'b' }
  expect(said('test', [run])).toBeNull()
  expect(said('test', [run], ['a'])?.text).toContain(
    'Validation said 25\u00a0%, the test says 24\u00a0% on 96 pictures',
  )
  expect(said('test', [run], ['a'])?.text).not.toContain('You have opened')
  expect(said('test', [run, other], ['a', 'b'])?.text).toContain('You have opened 2 tests')
})

test('the newest run of an option stands for it', () => {
  const again = { ...run, id: 'b', bestEpoch: 1 }
  expect(latestOf([run, again], 'features')).toEqual([again])
})

test('every choice of the tour is a recipe, and every chapter has notes for teachers', () => {
  const identity = {
    task: 'image-classification',
    model: { id: 'thaw-vision', revision: 'main' },
    data: { name: 'Picture book', fingerprint: 'f00' },
    backend: 'auto',
  } as const
  const options = [
    ...chapters.flatMap((chapter) => chapter.options),
    ...[0, 1, 5].map((thawed) => thawOption(thawed, 5)),
  ]
  for (const { method, fields } of options) {
    for (const key of Object.keys(fields)) expect(recipeFields.map((field) => field.key)).toContain(key)
    const values = { ...defaultFields(method, identity.task), ...fields, 'method.id': method }
    expect(buildRecipe(identity, values).method.id).toBe(method)
  }
  expect(options).toHaveLength(11)
  for (const id of chapterIds) expect(teacherNotes[id].questions.length).toBeGreaterThan(1)
})

test('a run is kept as its figures, with the answers of the weights that it kept', () => {
  const watched = [
    { epoch: 1, examples: [{ kind: 'class' as const, example: 4, truth: 1, probabilities: [0, 1, 0] }] },
    { epoch: 2, examples: [{ kind: 'class' as const, example: 4, truth: 1, probabilities: [0.1, 0.2, 0.7] }] },
    { epoch: 3, examples: [{ kind: 'class' as const, example: 4, truth: 1, probabilities: [1, 0, 0] }] },
  ]
  const kept = tourRunOf({ ...someResult('x'), bestEpoch: 2 }, watched, { chapter: 'head', option: '2' })
  expect(kept).toMatchObject({ id: 'x', chapter: 'head', option: '2', asked: [{ example: 4, truth: 1, answer: 2 }] })
  expect(restored({ runs: [JSON.parse(JSON.stringify(kept))] }).runs).toEqual([kept])
})

test('of stored progress, what is not understood is left out', () => {
  const stored = {
    chapter: 'rate',
    runs: [run, { ...run, epochs: 'many' }, null, 7],
    opened: ['a', 'gone'],
    chosen: { head: '2', rate: 3 },
  }
  expect(restored(stored)).toEqual({ chapter: 'rate', runs: [run], opened: ['a'], chosen: { head: '2' } })
  expect(restored({ chapter: 'nowhere' })).not.toHaveProperty('chapter')
  expect(restored(null)).toEqual({})
  expect(restored('[]')).toEqual({})
})

test('what would give way is named, and the tour’s own is not', () => {
  const none = { runs: [], begun: [] }
  const data = (name: string, edits: readonly object[] = []) =>
    ({
      status: 'ready',
      ready: { summary: { task: 'image-classification', name } as DatasetSummary, columns: {}, edits },
      error: null,
    }) as unknown as StudioState['data']
  const model = (id: string): StudioState['model'] => ({
    status: 'ready',
    summary: { id, title: id } as ModelSummary,
    error: null,
  })
  expect(othersWork(initialState, none)).toEqual([])
  expect(othersWork({ ...initialState, data: data('Picture book'), model: model('thaw-vision') }, none)).toEqual([])
  expect(othersWork({ ...initialState, data: data('Pets'), model: model('big') }, none)).toEqual([
    'your data (“Pets”)',
    'the model (big)',
  ])
  expect(othersWork({ ...initialState, data: data('Picture book', [{}]) }, none)).toHaveLength(1)
  const failed = { status: 'failed', log: { runId: 'x' } } as unknown as StudioState['run']
  expect(othersWork({ ...initialState, run: failed }, none)).toEqual(['the fine-tuned model that answers now'])
  expect(othersWork({ ...initialState, run: failed }, { runs: [], begun: ['x'] })).toEqual([])
})
