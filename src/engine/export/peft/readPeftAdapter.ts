/** From adapter_config.json and the tensors beside it to the engine's names and layout, for a given network. */
import { methodRefusal } from '../../../methods/cards.ts'
import { methodEngines } from '../../../methods/engines.ts'
import { notice } from '../../../shared/messages/say.ts'
import { taskCard, tasksOf } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { families } from '../../models/families.ts'
import { trunkForTask } from '../../models/modelForTask.ts'
import { type Family, partsOfTrunk, type Trunk } from '../../models/trunk.ts'
import { adapterFault, shapeFault } from '../../tuning/adapterFault.ts'
import type { PeftAdapter, PeftConfig } from '../../tuning/methodPeft.ts'
import type { StoredTensor } from '../../weights/tensorFile.ts'
import { attachedOptions } from './attachedOptions.ts'
import { keyPrefix } from './peftTensors.ts'
import type { ReadAdapter } from './readAdapter.ts'
import { readHead } from './readHead.ts'
import { type PeftSettings, readPeftConfig } from './readPeftConfig.ts'

type Tensors = ReadonlyMap<string, StoredTensor>

/** @param told the task that a file beside the adapter names; peft knows fewer. */
export function readPeftAdapter(
  config: unknown,
  tensors: Tensors,
  whole: Trunk,
  told: TaskId | null = null,
): ReadAdapter {
  const read = readPeftConfig(config)
  const settings = told ? { ...read, task: told } : read
  const trunk = settings.task ? trunkForTask(whole, settings.task) : whole
  const { method, peft, base } = settings
  const even = peft.even?.(tensors, config as PeftConfig, keyPrefix(peft)) ?? null
  const named = ownNames(even ?? tensors, trunk, peft)
  const { head, classes, rest } = readHead(named, trunk)
  const task = taskOf(settings, trunk, classes)
  const refusal = methodRefusal(method.id, task, partsOfTrunk(trunk))
  if (refusal !== null) throw adapterFault(notice('adapterMethodUnfit', { why: refusal }))
  const options = attachedOptions(trunk, peft, { ...method, task }, [...rest.keys()])
  const attachment = methodEngines[options.id].attach(trunk, options)
  const values = peft.read(rest, { trunk, options, attachment })
  return {
    options,
    values,
    head,
    classes,
    base,
    notices: even ? [notice('adapterRanksEvened', { rank: options.rank })] : [],
  }
}

/** Without peft's prefix, and by the engine's names of modules; a tensor that stands there under both names once. */
function ownNames(tensors: Tensors, { family }: Trunk, peft: PeftAdapter): Map<string, StoredTensor> {
  const { rename = (name: string) => name }: Pick<Family, 'rename'> = families[family]
  const prefix = keyPrefix(peft)
  const named = new Map<string, StoredTensor>()
  for (const [key, tensor] of tensors) {
    if (/\.num_batches_tracked$/.test(key)) continue
    const name = key === peft.alone ? key : key.startsWith(prefix) ? rename(key.slice(prefix.length)) : null
    if (name === null) throw shapeFault(key, tensor.shape, null)
    const before = named.get(name)
    if (before && !sameTensor(before, tensor)) throw adapterFault(notice('adapterTensorTwice', { name }))
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
  if (!found) throw adapterFault(notice('modelWithoutTask'))
  const { serves, input: read, words } = taskCard(found)
  const pictures = input.kind === 'image'
  if (pictures !== (read === 'image')) throw adapterFault(notice('adapterInputOther', { task: found, pictures }))
  if (!serves(network)) throw adapterFault(notice('adapterTaskOther', { can: words.can }))
  return found
}
