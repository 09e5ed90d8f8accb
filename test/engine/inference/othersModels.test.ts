/** Checkpoints that others trained, answered as what they are. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { disposeTuned, importTuned } from '../../../src/engine/inference/tunedModel.ts'
import { readModelFiles } from '../../../src/engine/weights/modelFiles.ts'
import { writeSafetensors } from '../../../src/engine/weights/safetensors.ts'
import type { StoredTensor } from '../../../src/engine/weights/tensorFile.ts'
import type { Prediction } from '../../../src/shared/domain/answers.ts'
import { taskEngines } from '../../../src/tasks/engines.ts'
import { startBackend } from '../../support/backends.ts'
import { readJson, readTensors } from '../../support/reference.ts'

beforeAll(async () => startBackend('wasm'))

const tokenizer = readJson('tokenizers/wordpiece/tokenizer.json') as { model: { vocab: Record<string, number> } }
const vocab = Object.fromEntries(Object.entries(tokenizer.model.vocab).filter(([, id]) => id < 96))
const small = JSON.stringify({ ...tokenizer, model: { ...tokenizer.model, vocab } })
const { id2label: _, label2id: __, ...bert } = readJson('bert/config.json') as Record<string, unknown>
const { tensors } = readTensors('bert/model.safetensors')

/** BERT of the fixtures, with a head of so many answers whose logits are its biases. */
function checkpoint(config: object, biases: readonly number[]) {
  const float = (shape: number[], values: Float32Array): StoredTensor => {
    return { dtype: 'F32', shape, bytes: new Uint8Array(values.buffer as ArrayBuffer) }
  }
  const head: [string, StoredTensor][] = [
    ['classifier.weight', float([biases.length, 32], new Float32Array(32 * biases.length))],
    ['classifier.bias', float([biases.length], Float32Array.from(biases))],
  ]
  const files = {
    'config.json': JSON.stringify({ ...bert, ...config }),
    'model.safetensors': new Uint8Array(writeSafetensors(new Map([...tensors, ...head]), {})),
    'tokenizer.json': small,
  }
  return Object.entries(files).map(([path, content]) => ({ path, file: new Blob([content]) }))
}

async function answer(config: object, biases: readonly number[]): Promise<[string, Prediction]> {
  const tuned = importTuned(await readModelFiles(checkpoint(config, biases)))
  try {
    const { predict } = taskEngines[tuned.task]
    return [tuned.task, await predict(tuned, { kind: 'text', text: 'the fog lifted' }, undefined as never)]
  } finally {
    disposeTuned(tuned)
  }
}

const sequence = { architectures: ['BertForSequenceClassification'] }
const named = { id2label: { 0: 'toxic', 1: 'rude' } }
const half = (x: number) => Math.fround(1 / (1 + Math.exp(-x)))

test('classes share one: a softmax', async () => {
  const before = tf.memory().numTensors
  const [task, prediction] = await answer({ ...sequence, ...named }, [1, 1 + Math.log(3)])
  expect(task).toBe('text-classification')
  expect(prediction).toMatchObject({ kind: 'classes', classes: [{ name: 'rude' }, { name: 'toxic' }] })
  const [first, second] = prediction.kind === 'classes' ? prediction.classes : []
  expect([first?.probability, second?.probability]).toEqual([expect.closeTo(0.75, 6), expect.closeTo(0.25, 6)])
  expect(tf.memory().numTensors).toBe(before)
})

test('several labels are each yes or no: a sigmoid, never a softmax', async () => {
  const [task, prediction] = await answer({ ...sequence, ...named, problem_type: 'multi_label_classification' }, [2, 1])
  expect(task).toBe('text-multi-label')
  expect(prediction).toMatchObject({
    kind: 'labels',
    labels: [
      { name: 'toxic', probability: expect.closeTo(half(2), 6) },
      { name: 'rude', probability: expect.closeTo(half(1), 6) },
    ],
  })
})

test.each([
  ['problem_type says so', { problem_type: 'regression', id2label: { 0: 'LABEL_0' } }],
  ['there is one answer', { id2label: { 0: 'LABEL_0' } }],
  ['there is one answer without a name', { num_labels: 1 }],
])('a number is that number, where %s', async (_, config) => {
  const [task, prediction] = await answer({ ...sequence, ...config }, [3.25])
  expect(task).toBe('text-regression')
  expect(prediction).toMatchObject({ kind: 'number', value: expect.closeTo(3.25, 5) })
})

test('a network that tags words tags words', async () => {
  const config = { architectures: ['BertForTokenClassification'], id2label: { 0: 'O', 1: 'B-PER' } }
  const [task, prediction] = await answer(config, [0, 1])
  expect(task).toBe('token-classification')
  expect(prediction).toMatchObject({
    kind: 'tags',
    entities: [{ label: 'PER' }, { label: 'PER' }, { label: 'PER' }],
  })
})

test('classes that nobody named have the names that transformers gives them', async () => {
  const names = async (config: object, biases: readonly number[]) => {
    const [, prediction] = await answer({ ...sequence, ...config }, biases)
    return prediction.kind === 'classes' ? prediction.classes.map(({ name }) => name) : []
  }
  expect(await names({}, [0, 1])).toEqual(['LABEL_1', 'LABEL_0'])
  expect(await names({ num_labels: 3 }, [0, 2, 1])).toEqual(['LABEL_1', 'LABEL_2', 'LABEL_0'])
})

test('a network without a head is no answer', async () => {
  await expect(answer({ architectures: ['BertForMaskedLM'] }, [0, 1])).rejects.toMatchObject({ code: 'model-mismatch' })
})
