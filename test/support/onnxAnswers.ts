/** What onnxruntime says to an exported graph: its WASM build, which web pages run. */
import * as ort from 'onnxruntime-web'
import type { Fed } from './tunedNetwork.ts'

ort.env.wasm.numThreads = 1

export interface OnnxSession {
  readonly inputs: readonly string[]
  /** The logits and their shape. */
  ask(fed: Fed): Promise<{ readonly shape: readonly number[]; readonly values: Float32Array }>
  close(): Promise<void>
}

export async function onnxSession(file: Blob): Promise<OnnxSession> {
  const session = await ort.InferenceSession.create(new Uint8Array(await file.arrayBuffer()), {
    logSeverityLevel: 3,
  })
  return {
    inputs: session.inputNames,
    async ask(fed) {
      const { logits } = await session.run(feedsOf(fed))
      if (!logits) throw new Error('The graph gave no logits.')
      return { shape: logits.dims, values: logits.data as Float32Array }
    },
    close: () => session.release(),
  }
}

function feedsOf(fed: Fed): Record<string, ort.Tensor> {
  if (fed.kind === 'image') {
    const [batch, side] = fed.pixels.shape
    return {
      pixel_values: new ort.Tensor('float32', channelsFirst(fed.pixels.dataSync(), side), [batch, 3, side, side]),
    }
  }
  const whole = (tensor: { readonly shape: number[]; dataSync(): ArrayLike<number> }) =>
    new ort.Tensor('int64', BigInt64Array.from(Array.from(tensor.dataSync(), BigInt)), tensor.shape)
  return {
    input_ids: whole(fed.ids),
    attention_mask: whole(fed.mask),
    ...(fed.types && { token_type_ids: whole(fed.types) }),
  }
}

function channelsFirst(pixels: ArrayLike<number>, side: number): Float32Array {
  const area = side * side
  return Float32Array.from({ length: pixels.length }, (_, at) => {
    const [picture, channel, place] = [Math.floor(at / (3 * area)), Math.floor(at / area) % 3, at % area]
    return pixels[picture * 3 * area + place * 3 + channel] as number
  })
}
