/** From adapter_config.json and the tensors beside it to the engine's names and layout, for a given network. */
import { methodRefusal } from '../../../methods/cards.ts'
import { methodEngines } from '../../../methods/engines.ts'
import { promptName } from '../../../methods/prompt/engine.ts'
import { taskCard, tasksOf } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { families } from '../../models/families.ts'
import type { Family, Trunk } from '../../models/trunk.ts'
import { fromFileLayout } from '../../nn/parameters.ts'
import type { MethodOptions } from '../../tuning/method.ts'
import { type StoredTensor, widen } from '../../weights/tensorFile.ts'
import { adapterFault, shapeFault } from './adapterFault.ts'
import { attachedOptions } from './attachedOptions.ts'
import { type Place, placesOf, prefixColumns } from './peftPlaces.ts'
import { keyPrefix } from './peftTensors.ts'
import type { ReadAdapter } from './readAdapter.ts'
import { readHead } from './readHead.ts'
import { type PeftSettings, readPeftConfig } from './readPeftConfig.ts'

type Tensors = ReadonlyMap<string, StoredTensor>

export function readPeftAdapter(config: unknown, tensors: Tensors, trunk: Trunk): ReadAdapter {
  const settings = readPeftConfig(config)
  const { method, base } = settings
  const named = ownNames(tensors, trunk, keyPrefix(method))
  const { head, classes, rest } = readHead(named, trunk)
  const task = taskOf(settings, trunk, classes)
  const refusal = methodRefusal(method.id, task, trunk.family)
  if (refusal !== null) throw adapterFault(`This adapter does not fit the model. ${refusal}`)
  const options = attachedOptions(trunk, { ...method, task }, [...rest.keys()])
  const values = method.id === 'prefix' ? prefixValues(rest, trunk, options) : placedValues(rest, trunk, options)
  return { options, values, head, classes, base }
}

/** Without peft's prefix, and by the engine's names of modules; a tensor that stands there under both names once. */
function ownNames(tensors: Tensors, { family }: Trunk, prefix: string): Map<string, StoredTensor> {
  const { rename = (name: string) => name }: Pick<Family, 'rename'> = families[family]
  const named = new Map<string, StoredTensor>()
  for (const [key, tensor] of tensors) {
    if (/\.num_batches_tracked$/.test(key)) continue
    const name = key === promptName ? key : key.startsWith(prefix) ? rename(key.slice(prefix.length)) : null
    if (name === null) throw shapeFault(key, tensor.shape, null)
    const before = named.get(name)
    if (before && !sameTensor(before, tensor)) throw adapterFault(`The adapter holds two different tensors "${name}".`)
    named.set(name, tensor)
  }
  return named
}

function sameTensor(one: StoredTensor, other: StoredTensor): boolean {
  if (one.dtype !== other.dtype || one.shape.join() !== other.shape.join()) return false
  return one.bytes.every((byte, at) => byte === other.bytes[at])
}

/** What the file says, or else what the network does with such a head. */
function taskOf({ task }: PeftSettings, { input, nextToken }: Trunk, classes: number): TaskId {
  const network = { input: input.kind, continues: nextToken !== null }
  const found = task ?? tasksOf(network).find((id) => taskCard(id).headed === classes > 0) ?? tasksOf(network).at(-1)
  if (!found) throw adapterFault('This model can be tuned for no task.')
  const { serves, input: read, words } = taskCard(found)
  const pictures = input.kind === 'image'
  if (pictures !== (read === 'image'))
    throw adapterFault(
      `The adapter is for ${found.replace('-', ' ')}, but this model ${pictures ? 'looks at pictures' : 'reads texts'}.`,
    )
  if (!serves(network)) throw adapterFault(`The adapter ${words.can}; this model cannot.`)
  return found
}

/** Each of the method's parameters from its own key. */
function placedValues(tensors: Tensors, trunk: Trunk, options: MethodOptions): Map<string, Float32Array> {
  const places = placesOf(trunk, options, methodEngines[options.id].attach(trunk, options))
  refuseStrangers(tensors, new Set(places.map(({ key }) => key)))
  if (places.length === 0) throw adapterFault('The adapter holds no tensor that its method would train.')
  return new Map(places.map((place) => [place.spec.name, valueAt(place, tensors)]))
}

function valueAt({ key, spec, shape }: Place, tensors: Tensors): Float32Array {
  const found = tensors.get(key)
  if (!found || found.shape.join() !== shape.join()) throw shapeFault(key, found?.shape ?? null, shape)
  return fromFileLayout(spec, widened(key, found))
}

/** peft's one table, [virtual tokens, layers × 2 × width], cut into each layer's keys and values. */
function prefixValues(tensors: Tensors, trunk: Trunk, { tokens }: MethodOptions): Map<string, Float32Array> {
  refuseStrangers(tensors, new Set([promptName]))
  const { names, width } = prefixColumns(trunk)
  const expected = [tokens, names.length * width]
  const found = tensors.get(promptName)
  if (!found || found.shape.join() !== expected.join()) throw shapeFault(promptName, found?.shape ?? null, expected)
  const table = widened(promptName, found)
  const cut = (column: number) => {
    const values = new Float32Array(tokens * width)
    for (let token = 0; token < tokens; token++) {
      const from = (token * names.length + column) * width
      values.set(table.subarray(from, from + width), token * width)
    }
    return values
  }
  return new Map(names.map((name, column) => [name, cut(column)]))
}

function refuseStrangers(tensors: Tensors, known: ReadonlySet<string>): void {
  for (const [key, { shape }] of tensors) if (!known.has(key)) throw shapeFault(key, shape, null)
}

function widened(key: string, tensor: StoredTensor): Float32Array {
  if (tensor.dtype === 'F32' || tensor.dtype === 'F16' || tensor.dtype === 'BF16') return widen(tensor)
  throw adapterFault(`"${key}" should hold F32, F16 or BF16 numbers, received ${tensor.dtype}.`)
}
