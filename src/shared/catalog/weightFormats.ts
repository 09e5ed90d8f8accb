/** Formats of files that models' weights come in: the one that is read, and those that are not, with why. */
import type { Message } from '../messages/message.ts'
import { notice } from '../messages/say.ts'
import { formats } from './formats.ts'

export const safetensors = { title: 'safetensors', extension: 'safetensors', settings: 'json' } as const

interface RefusedWeights {
  readonly extensions: readonly string[]
  readonly reason: 'pickleRefused' | 'weightsFormatUnread'
}

export const refusedWeightFormats: readonly RefusedWeights[] = [
  { extensions: ['bin', 'pt', 'pth', 'ckpt', 'pkl', 'pickle'], reason: 'pickleRefused' },
  {
    extensions: ['h5', 'hdf5', 'keras', 'onnx', 'tflite', 'msgpack', 'ot', 'pb', 'gguf'],
    reason: 'weightsFormatUnread',
  },
]

/** What trainers leave beside the weights of a checkpoint: nobody means it. */
const leftByTrainers = /^(optimizer|scheduler|scaler|rng_state\w*|training_args|trainer_state)\.\w+$/

/** Why a weights file of another kind is not read, or null when the name is none of these. */
export function refusedWeights(name: string): Message | null {
  if (leftByTrainers.test(name)) return null
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const refused = refusedWeightFormats.find(({ extensions }) => extensions.includes(extension))
  return refused ? notice(refused.reason, { name }) : null
}

/** Whether a file's name says that it holds weights which can be read. */
export function isWeightsFile(path: string): boolean {
  return path.toLowerCase().endsWith(`.${safetensors.extension}`)
}

/** What a file dialog offers for a model or an adapter: a zip, or its files together. */
export const modelAccept = [
  `.${formats.zip.extensions[0]}`,
  `.${safetensors.extension}`,
  `.${safetensors.settings}`,
].join(',')
