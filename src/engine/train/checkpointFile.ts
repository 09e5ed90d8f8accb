/**
 * A checkpoint as one safetensors file: its tensors in float32, its position as JSON in the file's metadata. Bytes come
 * from a store that may have been cut short or changed, so that all they claim is checked before a run goes on.
 */

import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { messageSchema } from '../../shared/messages/messageSchema.ts'
import { notice } from '../../shared/messages/say.ts'
import { bufferOf } from '../bufferOf.ts'
import { parseSafetensors, writeSafetensors } from '../weights/safetensors.ts'
import { type StoredTensor as FileTensor, widen } from '../weights/tensorFile.ts'
import { type Checkpoint, checkpointVersion, type Position, type StoredTensor } from './checkpoint.ts'

const positionKey = 'thaw_checkpoint'

export function encodeCheckpoint({ position, tensors }: Checkpoint): Uint8Array<ArrayBuffer> {
  const named = [...tensors].map(([name, tensor]) => [name, inFile(tensor)] as const)
  return writeSafetensors(named, { [positionKey]: JSON.stringify(position, asWritten) }) as Uint8Array<ArrayBuffer>
}

/** @throws ThawError `weights-invalid` where it is damaged, or of another version. */
export function decodeCheckpoint(bytes: Uint8Array<ArrayBuffer>): Checkpoint {
  const { tensors, metadata } = parseSafetensors(bufferOf(bytes))
  const read = [...tensors].map(([name, tensor]) => [name, inMemory(name, tensor)] as const)
  return { position: readPosition(metadata[positionKey]), tensors: new Map(read) }
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))
const amount = v.pipe(v.number(), v.finite(), v.minValue(0))
/** JSON has no numbers that are not finite: they are written as words. */
const real = v.union([
  v.number(),
  v.pipe(
    v.picklist(['Infinity', '-Infinity', 'NaN']),
    v.transform((word) => Number(word)),
  ),
])
const orNull = v.nullable(real)

const epoch = v.object({
  epoch: count,
  trainLoss: real,
  validationLoss: real,
  validationAccuracy: orNull,
  validationPerplexity: orNull,
  validationScores: v.exactOptional(v.record(v.string(), real)),
  learningRate: real,
  seconds: amount,
})
const change = v.strictObject({
  step: v.pipe(count, v.minValue(1)),
  learningRate: v.exactOptional(amount),
  dropout: v.exactOptional(amount),
  weightDecay: v.exactOptional(amount),
  thaw: v.exactOptional(count),
})
const score = v.object({
  ...{ loss: real, accuracy: orNull, counted: amount, perplexity: orNull },
  scores: v.exactOptional(v.record(v.string(), real)),
})
// What an object's schema does not name is dropped, so that every name of the type has to stand here.
const beforeEntries = {
  ...{ validation: score, test: score, prompt: v.string(), sample: v.string() },
  testLosses: v.exactOptional(v.array(real)),
  answers: v.exactOptional(v.array(v.string())),
} satisfies Record<keyof NonNullable<Position['before']>, unknown>

const positionSchema = v.object({
  version: v.literal(checkpointVersion),
  step: count,
  epoch: v.pipe(count, v.minValue(1)),
  stepsInEpoch: count,
  lossSum: real,
  lossCount: count,
  epochs: v.array(epoch),
  bestEpoch: count,
  movedBefore: count,
  pieces: v.pipe(count, v.minValue(1)),
  lowestLine: count,
  sites: v.nullable(v.array(v.string())),
  warnings: v.array(messageSchema),
  history: v.array(change),
  seconds: amount,
  epochSeconds: amount,
  prepareSeconds: amount,
  peakBytes: count,
  featureSize: v.exactOptional(v.pipe(real, v.gtValue(0))),
  updates: v.record(v.string(), count),
  before: v.nullable(v.object(beforeEntries)),
} satisfies Record<keyof Position, unknown>)

function readPosition(text: string | undefined): Position {
  const parsed = v.safeParse(positionSchema, parsedJson(text))
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw damaged(notice('checkpointPositionInvalid', { place: v.getDotPath(issue), why: issue.message }))
}

function parsedJson(text: string | undefined): unknown {
  if (text === undefined) throw damaged(notice('checkpointWithoutPosition'))
  try {
    return JSON.parse(text)
  } catch {
    throw damaged(notice('checkpointPositionNoJson'))
  }
}

function asWritten(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

function inFile({ shape, values }: StoredTensor): FileTensor {
  return { dtype: 'F32', shape, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) }
}

function inMemory(name: string, tensor: FileTensor): StoredTensor {
  if (tensor.dtype !== 'F32') throw damaged(notice('checkpointTensorNotFloat', { name, received: tensor.dtype }))
  return { shape: tensor.shape, values: widen(tensor) as Float32Array<ArrayBuffer> }
}

function damaged(fault: Message): ThawError {
  return new ThawError('weights-invalid', 'checkpointUnusable', { fault })
}
