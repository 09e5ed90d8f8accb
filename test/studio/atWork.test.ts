import { expect, test } from 'vitest'
import { isAtWork } from '../../src/studio/app/atWork.ts'
import { initialState, type StudioState } from '../../src/studio/store/state.ts'

const ready: StudioState['device'] = {
  status: 'ready',
  choice: 'auto',
  report: { backend: 'wasm', adapter: '2 threads', software: false, threads: 2 } as never,
  error: null,
}
const idle: StudioState = { ...initialState, device: ready }

test('a page that was only opened is not at work, nor while its engine starts', () => {
  expect(isAtWork(initialState)).toBe(false)
  expect(isAtWork(idle)).toBe(false)
})

test.each<[string, Partial<StudioState>]>([
  ['a run prepares', { run: { status: 'preparing', log: {} as never, progress: null } }],
  ['a run trains', { run: { status: 'training', log: {} as never, stopping: false, pace: 'running', progress: null } }],
  [
    'a run is paused',
    { run: { status: 'training', log: {} as never, stopping: false, pace: 'paused', progress: null } },
  ],
  ['an engine that died comes back', { device: { status: 'booting', choice: 'auto', why: 'lost' } }],
  ['data are read', { data: { status: 'reading', name: 'cats', progress: null, previous: null } }],
  ['a model is loaded', { model: { status: 'loading', id: 'm', from: 'gallery', progress: null, previous: null } }],
  ['an answer is computed', { use: { ...initialState.use, status: 'predicting' } }],
  ['a text is written', { use: { ...initialState.use, status: 'generating' } }],
  ['a model is exported', { use: { ...initialState.use, status: 'exporting' } }],
  ['a project is saved', { runs: { ...initialState.runs, busy: 'saving' } }],
])('a page is at work while %s', (_, change) => {
  expect(isAtWork({ ...idle, ...change })).toBe(true)
})
