import { expect, test } from 'vitest'
import { parseRecord, readRecord, writeRecord } from '../../../src/engine/storage/recordFile.ts'
import { emptyRunLog } from '../../../src/shared/domain/runLog.ts'
import type { WatchedExample } from '../../../src/tasks/watched.ts'
import { someRecord, someResult } from '../../support/runRecords.ts'

const whole = someRecord('run', {
  result: someResult('run'),
  log: {
    ...emptyRunLog,
    lastStep: { step: 1, epoch: 1, seconds: 0.5, loss: Number.NaN, learningRate: 0.1, gradientNorm: Infinity },
  },
  recipe: { ...someRecord('run').recipe, history: [{ step: 3, learningRate: 0.01 }] },
})

test('a record comes back as it was, with its float32 and with what JSON has no word for', () => {
  expect(readRecord(writeRecord(whole))).toEqual(whole)
})

test('a test of passages comes back with them, and one of a version that did not keep them without', () => {
  const scores = { loss: 2, perplexity: 7.4, bitsPerByte: 1 }
  const older = { ...scores, kind: 'generation' as const, n: 9, before: scores }
  const newer = { ...older, passages: [{ loss: 18, before: 27, tokens: 9, bytes: 26 }] }
  const tested = (test: typeof older) => someRecord('run', { result: someResult('run', { test, validation: null }) })
  for (const record of [tested(older), tested(newer)]) expect(readRecord(writeRecord(record))).toEqual(record)
  const broken = { ...older, passages: [{ loss: 18 }] }
  expect(readRecord(writeRecord(tested(broken)))).toBe('unreadable')
})

test('a run on a sample of several names it, and one of a version that had one of each does not', () => {
  const columns = { textColumn: '', labelColumn: '' }
  const on = (request: object) =>
    someRecord('run', {
      data: { request: { kind: 'sample', task: 'text-classification', ...request }, columns, edits: [] },
    })
  for (const record of [on({}), on({ name: 'questions' })]) expect(readRecord(writeRecord(record))).toEqual(record)
  expect(readRecord(writeRecord(on({ name: 'nowhere' })))).toBe('unreadable')
})

test('what each kind of task told of its examples comes back; of a version that told of classes alone, as classes', () => {
  const logged = (example: object) =>
    someRecord('run', { log: { ...emptyRunLog, watched: [{ epoch: 0, examples: [example as never] }] } })
  const kinds: readonly WatchedExample[] = [
    { kind: 'class', example: 4, truth: 1, probabilities: [0.25, 0.75] },
    { kind: 'labels', example: 4, truth: [0, 2], probabilities: [0.5, 0.25, 0.75] },
    { kind: 'number', example: 4, truth: -2.5, predicted: Number.NaN },
    { kind: 'tags', example: 4, truth: [0, 1], predicted: [1, 1] },
  ]
  for (const told of kinds) expect(readRecord(writeRecord(logged(told)))).toEqual(logged(told))
  expect(readRecord(writeRecord(logged({ example: 4, truth: 1, probabilities: [0.25, 0.75] })))).toEqual(
    logged(kinds[0] as WatchedExample),
  )
  for (const broken of [
    { kind: 'weather', example: 4, truth: 1, probabilities: [] },
    { kind: 'labels', example: 4, truth: 1, probabilities: [] },
  ])
    expect(readRecord(writeRecord(logged(broken)))).toBe('unreadable')
})

test('a later version is told apart and not read', () => {
  expect(readRecord(bytes(JSON.stringify({ version: 3, whatever: true })))).toBe('newer')
})

test.each([
  ['no JSON', '{"version": 1'],
  ['no record', '[]'],
  ['nothing', ''],
])('%s is unreadable', (_, text) => {
  expect(readRecord(bytes(text))).toBe('unreadable')
  expect(() => parseRecord(text)).toThrow(expect.objectContaining({ code: 'project-invalid' }))
})

test.each([
  ['id', { id: '../record' }],
  ['status', { status: 'asleep' }],
  ['log.steps', { log: { ...emptyRunLog, steps: 'many' } }],
  ['tags.1', { tags: ['a', 7] }],
  ['testViews', { testViews: -1 }],
  ['startedAt', { startedAt: Number.POSITIVE_INFINITY }],
  ['changedAt', { changedAt: 9e15 }],
  ['temperature', { temperature: 1e-9 }],
  ['log.steps', { log: { ...emptyRunLog, steps: Array(2001).fill(whole.log.lastStep) } }],
  ['result', { result: { ...someResult('run'), classes: ['red', 'green'] } }],
  [
    'result.validation',
    { result: { ...someResult('run'), validation: { ...whole.result?.validation, truth: [0, 3] } } },
  ],
  ['result.test.answers', { result: { ...someResult('run'), test: cut(someResult('run')) } }],
])('a wrong field is named: %s', (field, changed) => {
  const text = new TextDecoder().decode(writeRecord({ ...whole, ...(changed as object) }))
  expect(() => parseRecord(text)).toThrow(`"${field}"`)
})

test('the recipe of a record is checked as any recipe', () => {
  const text = new TextDecoder().decode(writeRecord({ ...whole, recipe: { ...whole.recipe, epochs: -3 } }))
  expect(() => parseRecord(text)).toThrow('"epochs"')
})

test('bytes that are no whole number of float32 are unreadable', () => {
  const text = new TextDecoder().decode(writeRecord(whole)).replace(/("\$float32":")[^"]*/, '$1AAA=')
  expect(readRecord(bytes(text))).toBe('unreadable')
})

function cut(result: ReturnType<typeof someResult>) {
  if (result.test.kind !== 'classification') throw new Error('expected classes')
  return { ...result.test, answers: { ...result.test.answers, examples: [4] } }
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
