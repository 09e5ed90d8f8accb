/** A network's parameters as llama.cpp names them and lays them out, one after the other. */
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { LlamaCppFacts, LlamaCppPlace } from '../../models/llamaCpp.ts'
import { type ParameterSpec, permute, sizeOf } from '../../nn/parameters.ts'
import type { ExportWatch } from '../exportWatch.ts'
import { weightsOf } from '../trace/eachWeight.ts'
import type { Give } from '../writtenFiles.ts'
import { type GgufTensor, type GgufType, padding } from './ggufFile.ts'
import { blockSize, stored, storedBytes } from './storedValues.ts'

/** Values that are turned into bytes at once: a table of tokens may have hundreds of millions. */
const pieceSize = 2 ** 20

export interface PlacedTensor {
  readonly tensor: GgufTensor
  readonly spec: ParameterSpec
  readonly place: LlamaCppPlace
}

/** In the order in which the weights come. */
export function placedTensors({ model }: TunedModel, facts: LlamaCppFacts, type: GgufType): PlacedTensor[] {
  return model.trunk.blocks.flatMap(({ parameters }) =>
    parameters.map((spec) => {
      const place = facts.placeOf(spec.name)
      const sides = rowsOf(spec).toReversed()
      const own = typeOf(sides, place, type)
      return {
        tensor: { name: place.name, sides, type: own, byteLength: storedBytes(own, sizeOf(spec.shape)) },
        ...{ spec, place },
      }
    }),
  )
}

export function computedTensors({ computed }: LlamaCppFacts): (GgufTensor & { readonly values: Float32Array })[] {
  return [...computed].map(([name, values]) => ({
    ...{ name, sides: [values.length], type: 'F32', byteLength: values.byteLength, values },
  }))
}

/** What is no table stays in 32 bits, and rows that blocks do not fill are of 16, as llama.cpp's own converter has it. */
function typeOf(sides: readonly number[], { full }: LlamaCppPlace, type: GgufType): GgufType {
  if (sides.length < 2 || full) return 'F32'
  return type === 'Q8_0' && (sides[0] as number) % blockSize !== 0 ? 'F16' : type
}

/** Outputs first, whichever way the published file has it. */
function rowsOf({ shape, layer }: ParameterSpec): readonly number[] {
  return layer === 'linear' ? shape.toReversed() : shape
}

/** The bytes after each form's head. The forms' tensors differ in their types alone. */
export async function eachPiece(
  tuned: TunedModel,
  forms: readonly (readonly PlacedTensor[])[],
  watch: Pick<ExportWatch, 'signal' | 'onProgress'>,
  give: Give,
): Promise<void> {
  const named = forms.map((placed) => new Map(placed.map((each) => [each.spec.name, each])))
  const shapes = new Map(forms[0]?.map(({ spec }) => [spec.name, spec.shape]))
  for await (const [name, values] of weightsOf(tuned, shapes, watch)) {
    const places = named.map((placed) => placed.get(name) as PlacedTensor)
    const [{ spec, place }] = places as [PlacedTensor]
    const laidOut = plus(inTurns(rows(spec, values), spec, place), place)
    for (const [file, { tensor }] of places.entries()) {
      for (let at = 0; at < laidOut.length; at += pieceSize)
        await give(file, stored(tensor.type, laidOut.subarray(at, at + pieceSize), tensor.name))
      await give(file, padding(tensor.byteLength))
    }
  }
}

function rows({ shape, layer }: ParameterSpec, values: Float32Array): Float32Array {
  return layer === 'linear' ? permute(values, shape, [1, 0]) : values
}

/** Of each head: the rows of its second half between those of its first. */
function inTurns(values: Float32Array, spec: ParameterSpec, { heads }: LlamaCppPlace): Float32Array {
  if (heads === undefined) return values
  const [outputs = 1, inputs = 1] = rowsOf(spec)
  return headsInTurns(values, [heads, outputs, inputs])
}

/** Rows [outputs, inputs] of so many heads. */
export function headsInTurns(
  values: Float32Array,
  [heads, outputs, inputs]: readonly [heads: number, outputs: number, inputs: number],
): Float32Array {
  return permute(values, [heads, 2, outputs / heads / 2, inputs], [0, 2, 1, 3])
}

function plus(values: Float32Array, { plus: added }: LlamaCppPlace): Float32Array {
  return added === undefined ? values : values.map((value) => value + added)
}
