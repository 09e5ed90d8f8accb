/**
 * A trunk with its weights on the backend. It owns the tensors; a run borrows them, and replaces those that it trained
 * by `put`. Names and shapes are checked against what the family asks for before anything is allocated. The weights of
 * a large model stay in the file's own type and are widened when a block asks for them, to be let go again after. What
 * is frozen in a run may be packed to a few bits beside that: then products read it so.
 */
import * as tf from '@tensorflow/tfjs-core'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Random } from '../../shared/random.ts'
import { clonePacked, disposePacked, type Kernel, type PackedMatrix, packedMatrix } from '../nn/packed/packedMatrix.ts'
import type { PackFormat } from '../nn/packed/packFormat.ts'
import { fileShape, fromFileLayout, initialValues, isLearned, type ParameterSpec, sizeOf } from '../nn/parameters.ts'
import type { ModelFiles } from '../weights/modelFiles.ts'
import { holdsWeights, type StoredTensor, type TensorFile, widen } from '../weights/tensorFile.ts'
import { families, familyOf } from './families.ts'
import type { Block, Family, Trunk } from './trunk.ts'
import { WaitingWeights } from './waitingWeights.ts'
import { rowsOfTensor, turns } from './weightRows.ts'

export interface LiveModel {
  readonly trunk: Trunk
  /** As the file has it, also where it is packed. */
  weight(name: string): tf.Tensor
  /** As products read it: packed, or in float32. */
  kernel(name: string): Kernel
  /** The first rows of a table, of which no more is read where it waits in its file; the caller disposes. */
  firstRows(name: string, rows: number): tf.Tensor2D
  /** Packs what is not packed yet. The values of a model whose weights wait are read from the file. */
  pack(name: string, format: PackFormat): Promise<void>
  /** Whether products read something of it packed. */
  holdsPacked(): boolean
  /** Takes ownership of `tensor` and disposes of the one before. */
  put(name: string, tensor: tf.Tensor): void
  /** Bytes in memory of weights that wait in the file's own type; null where all are held on the backend. */
  readonly waitingBytes: number | null
  /** A block has been run and is not needed soon: what a large model can widen anew is let go. */
  rest(block: Block): void
  /** A model of its own that shares the values until one of the two replaces them; `packed: false` leaves out what is packed. */
  fork(how?: { readonly packed: boolean }): LiveModel
  dispose(): void
}

/** In float32, up to here, all weights are held on the backend at once. */
const heldBytes = 256 * 2 ** 20

export function trunkOf(
  files: Pick<ModelFiles, 'config' | 'preprocessor' | 'weights'> & Partial<Pick<ModelFiles, 'pooling'>>,
): Trunk {
  const family = familyOf(files.config, files.weights.tensors.keys())
  const tensors = renamed(family, files.weights)
  const shapeOf = (name: string) => tensors.get(name)?.shape ?? null
  return family.readTrunk({
    config: files.config,
    preprocessor: files.preprocessor,
    pooling: files.pooling ?? null,
    shapeOf,
  })
}

/**
 * Loads published weights; more than `mostHeld` bytes of float32 wait in their own type.
 * @throws ThawError `model-mismatch` naming a missing or misshapen tensor, or one of another type.
 */
export function loadModel(trunk: Trunk, file: TensorFile, mostHeld = heldBytes): LiveModel {
  const tensors = renamed(families[trunk.family], file)
  const specs = trunk.blocks.flatMap((block) => block.parameters)
  for (const spec of specs) checkTensor(spec, tensors)
  const stored = ({ name }: ParameterSpec) => tensors.get(name) as StoredTensor
  const make = (spec: ParameterSpec) => tensorOf(spec, fromFileLayout(spec, widen(stored(spec))))
  const large = 4 * specs.reduce((total, spec) => total + sizeOf(spec.shape), 0) > mostHeld
  return large ? live(trunk, new Map(), new WaitingWeights(stored, specs)) : live(trunk, made(specs, make), null)
}

/** Tensors of the file that neither the trunk nor a classifier of this family asks for, by their names in the file. */
export function surplusTensors(trunk: Trunk, file: TensorFile): string[] {
  const family = families[trunk.family]
  const asked = new Set(
    [...trunk.blocks.flatMap((block) => block.parameters), ...trunk.classifier.parameters(2)].map((spec) => spec.name),
  )
  return [...file.tensors.keys()].filter((name) => {
    const own = family.rename ? family.rename(name) : name
    return own !== null && !asked.has(own) && !trunk.leavesOut?.(own)
  })
}

/** The same architecture at random initialisation: the control that shows what pre-training is worth. */
export function randomModel(trunk: Trunk, random: Random): LiveModel {
  const specs = trunk.blocks.flatMap((block) => block.parameters)
  return live(
    trunk,
    made(specs, (spec) => tensorOf(spec, initialValues(spec, random.fork(spec.name)))),
    null,
  )
}

/** How many parameters of the trunk can be trained. */
export function countParameters(trunk: Trunk): number {
  const learned = trunk.blocks.flatMap((block) => block.parameters).filter(isLearned)
  return learned.reduce((total, spec) => total + sizeOf(spec.shape), 0)
}

/** The file's tensors under the family's own names. */
export function renamed(family: Family, file: TensorFile): ReadonlyMap<string, StoredTensor> {
  const { rename } = family
  if (!rename) return file.tensors
  const entries = [...file.tensors].map(([name, tensor]) => [rename(name), tensor] as const)
  return new Map(entries.filter((entry): entry is readonly [string, StoredTensor] => entry[0] !== null))
}

function tensorOf(spec: ParameterSpec, values: Float32Array): tf.Tensor {
  return tf.tensor(values, [...spec.shape], 'float32')
}

function made(specs: readonly ParameterSpec[], make: (spec: ParameterSpec) => tf.Tensor): Map<string, tf.Tensor> {
  return new Map(specs.map((spec) => [spec.name, make(spec)]))
}

function live(
  trunk: Trunk,
  tensors: Map<string, tf.Tensor>,
  waiting: WaitingWeights | null,
  packed = new Map<string, PackedMatrix>(),
): LiveModel {
  const specs = new Map(trunk.blocks.flatMap((block) => block.parameters).map((spec) => [spec.name, spec]))
  const widened = new Set<string>()
  const weight = (name: string): tf.Tensor => {
    const found = tensors.get(name)
    if (found) return found
    const spec = specs.get(name)
    if (!waiting || !spec) throw new Error(`internal: the model has no weight "${name}"`)
    const tensor = tf.keep(tensorOf(spec, fromFileLayout(spec, waiting.widened(spec)))) // the caller may be inside a tidy
    tensors.set(name, tensor)
    widened.add(name)
    return tensor
  }
  const unpack = (name: string) => {
    const matrix = packed.get(name)
    if (matrix) disposePacked(matrix)
    packed.delete(name)
  }
  return {
    trunk,
    weight,
    kernel: (name) => packed.get(name) ?? (weight(name) as tf.Tensor2D),
    firstRows(name, rows) {
      const spec = specs.get(name)
      if (!waiting || !spec || tensors.has(name)) return tf.slice(weight(name) as tf.Tensor2D, [0, 0], [rows, -1])
      return tf.tensor2d(waiting.rows(spec).read(0, rows), [rows, spec.shape[1] as number])
    },
    async pack(name, format) {
      const spec = specs.get(name)
      if (!spec || packed.has(name)) return
      const waits = waiting && (!tensors.has(name) || widened.has(name))
      const rows = waits ? waiting.rows(spec) : await rowsOfTensor(spec, weight(name))
      packed.set(name, packedMatrix(format.pack(rows), turns(spec)))
      waiting?.letGo(name)
    },
    holdsPacked: () => packed.size > 0,
    get waitingBytes() {
      return waiting?.heldBytes ?? null
    },
    put(name, tensor) {
      unpack(name)
      tensors.get(name)?.dispose()
      tensors.set(name, tensor)
      widened.delete(name)
    },
    rest(block) {
      for (const { name } of block.parameters) {
        if (!widened.delete(name)) continue
        tensors.get(name)?.dispose()
        tensors.delete(name)
      }
    },
    fork: (how) => {
      const shared = how?.packed === false ? [] : [...packed]
      const copies = new Map(shared.map(([name, matrix]) => [name, clonePacked(matrix)]))
      return live(trunk, clones(tensors, widened), waiting, copies)
    },
    dispose() {
      for (const name of [...packed.keys()]) unpack(name)
      for (const tensor of tensors.values()) tensor.dispose()
      tensors.clear()
      widened.clear()
    },
  }
}

/** Weights that were widened from the file are not cloned: the copy widens them itself when a block asks for them. */
function clones(tensors: ReadonlyMap<string, tf.Tensor>, widened: ReadonlySet<string>): Map<string, tf.Tensor> {
  return new Map([...tensors].filter(([name]) => !widened.has(name)).map(([name, tensor]) => [name, tf.clone(tensor)]))
}

/** Tensors that stand beside, or in the place of, weights that were rounded to a few bits. */
const roundings: readonly (readonly [end: RegExp, method: string])[] = [
  [/\.(qweight|qzeros|g_idx)$/, 'gptq or awq'],
  [/\.(SCB|absmax|quant_map|nested_absmax|quant_state\.\w+)$/, 'bitsandbytes'],
  [/\.(weight_packed|weight_scale(_inv)?|input_scale)$/, 'fp8 or compressed-tensors'],
]

function lacking(name: string, shape: readonly number[], tensors: ReadonlyMap<string, StoredTensor>): ThawError {
  const names = [...tensors.keys()]
  const found = roundings.find(([end]) => names.some((each) => end.test(each)))
  if (!found) return new ThawError('model-mismatch', 'weightLacking', { name, shape })
  return new ThawError('model-unsupported', 'modelQuantised', { method: found[1], bits: null, whole: null })
}

function checkTensor(spec: ParameterSpec, tensors: ReadonlyMap<string, StoredTensor>): void {
  const { name } = spec
  const stored = tensors.get(name)
  const expected = fileShape(spec)
  if (!stored) throw lacking(name, expected, tensors)
  const { dtype, shape } = stored
  if (shape.join() !== expected.join())
    throw new ThawError('model-mismatch', 'weightMisshapen', { name, expected, received: shape })
  if (!holdsWeights(stored)) throw new ThawError('model-mismatch', 'weightTypeRefused', { name, dtype })
}
