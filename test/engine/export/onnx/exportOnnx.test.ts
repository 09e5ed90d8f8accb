/** Exported graphs answer in onnxruntime as the network does here, at sizes that they were not traced at. */
import type * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { unwatched } from '../../../../src/engine/export/exportWatch.ts'
import { onnxFiles } from '../../../../src/engine/export/onnx/exportOnnx.ts'
import { disposeTuned } from '../../../../src/engine/inference/tunedModel.ts'
import { memoryStore } from '../../../../src/engine/storage/blobStore.ts'
import type { ExportedFile } from '../../../../src/shared/domain/files.ts'
import { onnxCases } from '../../../reference/onnxCases.ts'
import { startBackend } from '../../../support/backends.ts'
import { fileStore } from '../../../support/fileStore.ts'
import { onnxSession } from '../../../support/onnxAnswers.ts'
import { drawnInput, logitsOf, tunedNetwork } from '../../../support/tunedNetwork.ts'

beforeAll(() => startBackend('cpu'))

/** One of each way through the exporter; all are held to Python's onnxruntime (test/reference/exports.md). */
const chosen = [
  'bert-text-classification-lora',
  'bert-text-classification-adapter',
  'bert-token-classification-prompt',
  'bert-text-pair-classification-full',
  'bert-mean-text-classification-prefix',
  'bert-max-lora',
  'distilbert-text-multi-label-full',
  'roberta-text-classification-prompt',
  'modernbert-text-classification-lora',
  'modernbert-token-classification-full',
  'gpt2-text-classification-prefix',
  'gpt-neo-text-regression-full',
  'gpt2-text-generation-lora',
  'gpt-neo-text-generation-prefix',
  'llama-stretched-text-classification-lora',
  'qwen2-text-generation-prefix',
  'qwen3-text-pair-regression-full',
  'gemma3-text-generation-lora',
  'resnet-basic-image-classification-lora',
  'resnet-bottleneck-image-multi-label-full',
  'mobilenet-v1-image-classification-full',
  'mobilenet-v2-variant-image-classification-dora',
  'vit-prompt-deep',
  'dinov2-image-classification-ia3',
]

/**
 * Of logits, by the largest of them. In float32 runtimes differ by the order of sums; half precision keeps 11 bits of
 * each number, and 8 bits with a scale a row half a percent of its largest.
 */
const forms = [
  ['onnx/model.onnx', 1e-5],
  ['onnx/model_fp16.onnx', 1e-2],
  ['onnx/model_quantized.onnx', 5e-2],
] as const

describe.each(chosen)('%s', (name) => {
  test('answers alike in onnxruntime', async () => {
    const given = onnxCases.find((each) => each.name === name)
    if (!given) throw new Error(`No case is called ${name}.`)
    const tuned = await tunedNetwork(given)
    const files = await onnxFiles(tuned, unwatched)
    for (const [file, most] of forms) {
      const session = await onnxSession(blobOf(files, file))
      for (const [batch, tokens] of [
        [1, 7],
        [3, 19],
      ] as const) {
        const fed = drawnInput(tuned, batch, tokens)
        const expected = logitsOf(tuned, fed)
        const { shape, values } = await session.ask(fed)
        expect(shape).toEqual(expected.shape)
        expect(farthest(values, expected, fed.kind === 'text' ? fed.mask : null)).toBeLessThan(most)
      }
      await session.close()
    }
    disposeTuned(tuned)
  })
})

function blobOf(files: readonly ExportedFile[], name: string): Blob {
  const found = files.find((file) => file.name === name)
  if (!found) throw new Error(`The export has no ${name}.`)
  return found.blob
}

/** The largest difference by the largest logit; of answers for each token, nothing is asked of padding. */
function farthest(values: Float32Array, expected: tf.Tensor, mask: tf.Tensor2D | null): number {
  const wanted = expected.dataSync()
  const each = expected.rank === 3 ? (expected.shape[2] as number) : wanted.length
  const tokens = expected.rank === 3 ? mask?.dataSync() : undefined
  let [worst, largest] = [0, 0]
  for (let at = 0; at < wanted.length; at++) {
    if (tokens && tokens[Math.floor(at / each)] === 0) continue
    worst = Math.max(worst, Math.abs((wanted[at] as number) - (values[at] as number)))
    largest = Math.max(largest, Math.abs(wanted[at] as number))
  }
  return worst / largest
}

test('a prompt that stands before the first tokens alone is refused, as no graph keeps it', async () => {
  const tuned = await tunedNetwork({ base: 'gpt2', task: 'text-generation', method: 'prompt' })
  await expect(onnxFiles(tuned, unwatched)).rejects.toMatchObject({ code: 'export-refused' })
  disposeTuned(tuned)
})

test('an export tells how far it is, and ends when it is called off', async () => {
  const tuned = await tunedNetwork({ base: 'bert', task: 'text-classification', method: 'full' })
  const told: number[] = []
  const store = memoryStore()
  const controller = new AbortController()
  const files = await onnxFiles(tuned, {
    ...{ signal: controller.signal, store },
    onProgress: (done, total) => told.push(done / total),
  })
  expect(told).toEqual([...told].sort((a, b) => a - b))
  expect(told.at(-1)).toBe(1)
  expect(files.map(({ name }) => name)).toContain('onnx/model.onnx')
  const half = told.length / 2
  let weights = 0
  const onProgress = () => void (++weights > half && controller.abort())
  await expect(onnxFiles(tuned, { signal: controller.signal, onProgress, store })).rejects.toThrow()
  expect(weights).toBeLessThan(told.length)
  expect(await store.list()).toEqual([])
  disposeTuned(tuned)
})

test('a disk that fills in the middle of an export is told, and nothing of it stays', async () => {
  const tuned = await tunedNetwork({ base: 'bert', task: 'text-classification', method: 'full' })
  let room = Number.POSITIVE_INFINITY
  const disk = await fileStore((bytes) => {
    room -= bytes
    if (room < 0) throw new DOMException('The disk is full', 'QuotaExceededError')
  })
  const { signal, onProgress } = unwatched
  const files = await onnxFiles(tuned, { signal, onProgress, store: disk })
  const bytes = files.reduce((sum, { name, blob }) => sum + (name.startsWith('onnx/') ? blob.size : 0), 0)
  expect((await disk.list()).reduce((sum, each) => sum + each.bytes, 0)).toBe(bytes)
  // The second of the three forms is cut.
  room = 0.7 * bytes
  await expect(onnxFiles(tuned, { signal, onProgress, store: disk })).rejects.toThrow('The disk is full')
  expect(await disk.list()).toEqual([])
  await disk.close()
  disposeTuned(tuned)
})
