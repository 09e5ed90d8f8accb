/** A trial is nobody's wish: where it cannot be made, or fails, a model computes where it was loaded. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { onTrialBefore } from '../../../src/engine/backends/choose.ts'
import type { EngineContext } from '../../../src/engine/calls/engineContext.ts'
import { onFastest } from '../../../src/engine/calls/settleBackend.ts'
import type { OpenModel } from '../../../src/engine/models/openModel.ts'
import type { BackendId } from '../../../src/shared/catalog/backends.ts'

const reportOf = (backend: BackendId) => ({ backend, adapter: '', software: false, threads: 1, tried: [] })

/** A context that notes what happens, and a model whose blocks cannot compute. */
function broken(backend: BackendId) {
  const happened: string[] = []
  const report = reportOf(backend)
  const context = {
    automatic: report,
    backend: report,
    end: async (kind: string) => void happened.push(`end ${kind}`),
    around: { emit: ({ type }: { type: string }) => void happened.push(type), openers: {} },
  } as unknown as EngineContext
  const forward = () => {
    throw new Error('greater than WebGL maximum')
  }
  const block = { forward, parameters: [] }
  const live = { trunk: { blocks: [block, block] }, weight: () => tf.scalar(0), rest: () => {} }
  const blocks = [0, 1].map(() => ({ forwardMs: 1, parameters: 1, outputShape: [2] }))
  return { happened, context, opened: { live, summary: { blocks } } as unknown as OpenModel }
}

test('WebGL alone is on trial, and only where it stands before what computes', () => {
  expect(onTrialBefore(reportOf('webgpu'))).toEqual([])
  expect(onTrialBefore(reportOf('wasm'))).toEqual(['webgl'])
  expect(onTrialBefore(reportOf('cpu'))).toEqual(['webgl'])
})

test('a model that fails in the trial is loaded all the same, and nothing of an earlier one computes meanwhile', async () => {
  const { happened, context, opened } = broken('cpu')
  expect(await onFastest(context, async () => opened)).toBe(opened)
  expect(context.backend).toMatchObject({ backend: 'cpu' })
  expect(tf.getBackend()).toBe('cpu')
  expect(happened).toEqual(['end probe', 'end examine', 'end untouched'])
})

test('where nothing is on trial no job ends for it', async () => {
  const { happened, context, opened } = broken('webgpu')
  expect(await onFastest(context, async () => opened)).toBe(opened)
  expect(happened).toEqual([])
})
