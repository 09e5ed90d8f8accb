/** What LoRA learned as a GGUF file that llama.cpp puts on the untouched model. Null for what it has no place for. */
import { methodPefts } from '../../../methods/pefts.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { float32, type GgufKeys, type LlamaCppFacts, string } from '../../models/llamaCpp.ts'
import { adapted } from '../../tuning/adapted.ts'
import { type StoredTensor, widen } from '../../weights/tensorFile.ts'
import { peftConfig } from '../peft/peftConfig.ts'
import { type GgufTensor, ggufHead, padding } from './ggufFile.ts'
import { storedBytes } from './storedValues.ts'
import { headsInTurns } from './tensors.ts'

export const loraName = 'adapter.gguf'

interface Pair {
  /** The layer's table. */
  readonly kernel: string
  readonly half: 'a' | 'b'
  readonly stored: StoredTensor
}

/** @param about keys that say what it is. */
export async function loraFile(tuned: TunedModel, facts: LlamaCppFacts, about: GgufKeys): Promise<Blob | null> {
  const { adapter } = tuned
  const settings = adapter && !tuned.random ? loraSettings(tuned) : null
  if (!adapter || !settings) return null
  const pairs = await pairsOf(tuned)
  const made = pairs.map((pair) => placed(pair, facts))
  const keys: GgufKeys = {
    ...about,
    'general.type': string('adapter'),
    'adapter.type': string('lora'),
    'adapter.lora.alpha': float32(settings.alpha),
  }
  const head = ggufHead(
    keys,
    made.map(({ tensor }) => tensor),
  )
  const bytes = made.flatMap(({ values, tensor }) => [new Uint8Array(values), padding(tensor.byteLength)])
  return new Blob([head, ...bytes])
}

/** Whether such a file can be: a pair of tables for each layer, added to what the layer says. */
export function hasLoraFile(tuned: TunedModel): boolean {
  return tuned.adapter !== null && tuned.random !== true && loraSettings(tuned) !== null
}

/** By what peft's own file would say of it. */
function loraSettings(tuned: TunedModel): { readonly alpha: number } | null {
  const { adapter } = tuned
  const peft = adapter && methodPefts[adapter.options.id].adapter
  if (!adapter || peft?.type !== 'LORA') return null
  const { r, lora_alpha: alpha, use_rslora: stabilised, use_dora: turned } = peftConfig(tuned, peft, adapter)
  if (turned === true || typeof r !== 'number' || typeof alpha !== 'number') return null
  // llama.cpp divides by the rank.
  return { alpha: stabilised === true ? alpha * Math.sqrt(r) : alpha }
}

async function pairsOf(tuned: TunedModel): Promise<Pair[]> {
  const { model, adapter } = tuned
  if (!adapter) return []
  const { options, attachment } = adapter
  const peft = methodPefts[options.id].adapter
  const { weight } = adapted(model, adapter)
  const tensors = (await peft?.write({ trunk: model.trunk, options, attachment, weight })) ?? []
  return tensors.map(({ key, stored }) => {
    const [, site, half] = /^(.*)\.lora_([AB])\.weight$/.exec(key) ?? []
    if (site === undefined) throw new Error(`internal: "${key}" is no half of a pair`)
    return { kernel: `${site}.weight`, half: half === 'A' ? 'a' : 'b', stored }
  })
}

/** The rows of what comes out lie as the layer's own. */
function placed({ kernel, half, stored }: Pair, facts: LlamaCppFacts) {
  const { name, heads } = facts.placeOf(kernel)
  const [rows = 1, columns = 1] = stored.shape
  const plain = widen(stored)
  const values = half === 'b' && heads !== undefined ? headsInTurns(plain, [heads, rows, columns]) : plain
  const tensor: GgufTensor = {
    name: `${name}.lora_${half}`,
    sides: [columns, rows],
    type: 'F32',
    byteLength: storedBytes('F32', values.length),
  }
  return { tensor, values: new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice() }
}
