/** What onnxruntime says to an exported graph: its WASM build, which web pages run. */
import * as tf from '@tensorflow/tfjs-core'
import * as ort from 'onnxruntime-web'
import type { Fed } from './tunedNetwork.ts'

ort.env.wasm.numThreads = 1

export interface OnnxSession {
  /** The logits and their shape. A network that continues texts is asked in two halves, with what is kept between them. */
  ask(fed: Fed): Promise<OnnxAnswer>
  close(): Promise<void>
}

export interface OnnxAnswer {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

export async function onnxSession(file: Blob): Promise<OnnxSession> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const hadWorkers = 'Worker' in globalThis
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 })
  // In Node it puts a Worker of Node's among the globals, which tests that follow in this process take for a browser's.
  if (!hadWorkers) Reflect.deleteProperty(globalThis, 'Worker')
  const keeps = session.inputNames.some((name) => name.startsWith(past))
  return {
    ask: async (fed) =>
      answerOf(keeps && fed.kind === 'text' ? await inHalves(session, fed) : await whole(session, fed)),
    close: () => session.release(),
  }
}

const past = 'past_key_values.'
const present = 'present.'

type Tensors = Readonly<Record<string, ort.Tensor>>
type Text = Extract<Fed, { readonly kind: 'text' }>

async function whole(session: ort.InferenceSession, fed: Fed): Promise<ort.Tensor> {
  return logitsOf(await session.run(fed.kind === 'image' ? picturesOf(fed) : textsOf(fed)))
}

async function inHalves(session: ort.InferenceSession, { ids, mask }: Text): Promise<ort.Tensor> {
  const [batch, tokens] = ids.shape
  const half = Math.floor(tokens / 2)
  const first = await session.run({
    input_ids: integers(tf.slice(ids, [0, 0], [batch, half])),
    attention_mask: integers(tf.slice(mask, [0, 0], [batch, half])),
    position_ids: places(batch, 0, half),
    ...nothingKept(session, batch),
  })
  const second = await session.run({
    input_ids: integers(tf.slice(ids, [0, half], [batch, tokens - half])),
    attention_mask: integers(mask),
    position_ids: places(batch, half, tokens),
    ...keptOf(first),
  })
  return beside(logitsOf(first), logitsOf(second))
}

/** From one place to another, in each row. */
function places(batch: number, from: number, to: number): ort.Tensor {
  const row = Array.from({ length: to - from }, (_, at) => BigInt(from + at))
  return new ort.Tensor('int64', BigInt64Array.from(Array.from({ length: batch }, () => row).flat()), [
    batch,
    to - from,
  ])
}

/** Of no tokens. */
function nothingKept({ inputMetadata }: ort.InferenceSession, batch: number): Tensors {
  const kept = inputMetadata.flatMap((input): [string, ort.Tensor][] => {
    if (!input.isTensor || !input.name.startsWith(past)) return []
    const [, heads, , width] = input.shape
    return [[input.name, new ort.Tensor('float32', new Float32Array(), [batch, Number(heads), 0, Number(width)])]]
  })
  return Object.fromEntries(kept)
}

function keptOf(found: Tensors): Tensors {
  const kept = Object.entries(found).filter(([name]) => name.startsWith(present))
  return Object.fromEntries(kept.map(([name, tensor]) => [name.replace(present, past), tensor]))
}

/** [batch, a, width] and [batch, b, width] → [batch, a + b, width] */
function beside(a: ort.Tensor, b: ort.Tensor): ort.Tensor {
  const [batch = 0, left = 0, width = 0] = a.dims
  const right = b.dims[1] ?? 0
  const values = new Float32Array(a.size + b.size)
  for (let row = 0; row < batch; row++) {
    const at = row * (left + right) * width
    values.set((a.data as Float32Array).subarray(row * left * width, (row + 1) * left * width), at)
    values.set((b.data as Float32Array).subarray(row * right * width, (row + 1) * right * width), at + left * width)
  }
  return new ort.Tensor('float32', values, [batch, left + right, width])
}

function logitsOf({ logits }: Tensors): ort.Tensor {
  if (!logits) throw new Error('The graph gave no logits.')
  return logits
}

function answerOf({ dims, data }: ort.Tensor): OnnxAnswer {
  return { shape: dims, values: data as Float32Array }
}

function textsOf({ ids, mask, types }: Text): Tensors {
  return {
    input_ids: integers(ids),
    attention_mask: integers(mask),
    ...(types && { token_type_ids: integers(types) }),
  }
}

function integers(tensor: { readonly shape: number[]; dataSync(): ArrayLike<number> }): ort.Tensor {
  return new ort.Tensor('int64', BigInt64Array.from(Array.from(tensor.dataSync(), BigInt)), tensor.shape)
}

function picturesOf({ pixels }: Extract<Fed, { readonly kind: 'image' }>): Tensors {
  const [batch, side] = pixels.shape
  return { pixel_values: new ort.Tensor('float32', channelsFirst(pixels.dataSync(), side), [batch, 3, side, side]) }
}

function channelsFirst(pixels: ArrayLike<number>, side: number): Float32Array {
  const area = side * side
  return Float32Array.from({ length: pixels.length }, (_, at) => {
    const [picture, channel, place] = [Math.floor(at / (3 * area)), Math.floor(at / area) % 3, at % area]
    return pixels[picture * 3 * area + place * 3 + channel] as number
  })
}
