/** Packs what stays frozen in a run: dense layers, and the table of a text network's tokens. */
import { type PackingChoice, tablePacking } from '../../shared/catalog/packings.ts'
import { breathing } from '../macrotask.ts'
import { packFormats } from '../nn/packed/packFormats.ts'
import { type ParameterSpec, sizeOf } from '../nn/parameters.ts'
import type { LiveModel } from './liveModel.ts'
import type { Trunk } from './trunk.ts'

export interface Packing {
  readonly quantise: PackingChoice
  /** Weights that the run changes: they stay as they are. */
  readonly trained: readonly string[]
  readonly signal?: AbortSignal
}

/** Milliseconds between two turns of the event loop. */
const turn = 50

/** One after another, each from its own rows, so that a large model is never there in float32. */
export async function packWeights(model: LiveModel, { quantise, trained, signal }: Packing): Promise<void> {
  if (quantise === 'off') return
  const [format, ofTable] = [packFormats[quantise], packFormats[tablePacking(quantise)]]
  const breathe = breathing(turn)
  for (const block of model.trunk.blocks) {
    for (const spec of block.parameters) {
      if (!isPackable(model.trunk, spec) || trained.includes(spec.name)) continue
      signal?.throwIfAborted()
      await model.pack(spec.name, isOfTokens(model.trunk, spec) ? ofTable : format)
      await breathe()
    }
    model.rest(block)
  }
}

/** Numbers of the tables by which tokens are read and told. */
export function tokenNumbers(trunk: Trunk): number {
  const specs = trunk.blocks.flatMap(({ parameters }) => parameters)
  const ofTokens = specs.filter((spec) => isPackable(trunk, spec) && isOfTokens(trunk, spec))
  return ofTokens.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
}

/** The table that tokens are read with, and the layer of a network that tells them by another. */
function isOfTokens({ input }: Trunk, { layer, shape }: ParameterSpec): boolean {
  return layer === 'embedding' || (input.kind === 'text' && shape[1] === input.vocabulary)
}

/** What is read as a dense layer or as the table of tokens, and so never as a plain tensor. */
function isPackable({ input }: Trunk, { layer, shape }: ParameterSpec): boolean {
  if (layer === 'linear') return shape.length === 2
  return layer === 'embedding' && input.kind === 'text' && shape[0] === input.vocabulary
}
