/** The files of an adapter among those that a person dropped, loose or in a zip: settings, tensors, names of classes. */
import type { NamedFile } from '../../../shared/domain/files.ts'
import { type DroppedItem, openDroppedItems } from '../../weights/droppedItems.ts'
import { largestFile, largestJson } from '../../weights/hub.ts'
import { readLabels } from '../../weights/labels.ts'
import { parseSafetensors } from '../../weights/safetensors.ts'
import { type StoredTensor, scanFinite } from '../../weights/tensorFile.ts'
import { adapterFault } from './adapterFault.ts'
import { peftConfigName, peftWeightsName } from './exportAdapter.ts'
import { ownConfigName, ownWeightsName } from './ownAdapter.ts'

export interface AdapterFiles {
  /** Whose format it is. */
  readonly kind: 'peft' | 'own'
  readonly config: unknown
  readonly tensors: ReadonlyMap<string, StoredTensor>
  readonly labels: readonly string[] | null
}

/** Whether an adapter is among these files, and not a whole model. */
export async function holdsAdapter(files: readonly NamedFile[]): Promise<boolean> {
  const { items, close } = await openDroppedItems(files)
  await close()
  return items.some(({ path }) => [peftConfigName, ownConfigName].includes(baseName(path)))
}

/** @throws ThawError `adapter-invalid` naming the file that is missing or the tensor that holds NaN. */
export async function readAdapterFiles(files: readonly NamedFile[]): Promise<AdapterFiles> {
  const { items, close } = await openDroppedItems(files)
  try {
    const own = items.some(({ path }) => baseName(path) === ownConfigName)
    const names = own ? [ownConfigName, ownWeightsName] : [peftConfigName, peftWeightsName]
    const [configName, weightsName] = names as [string, string]
    const config = await readJson(items, configName)
    const weights = await needed(items, weightsName).read(largestFile)
    const file = parseSafetensors(weights.buffer)
    const [broken] = scanFinite(file)
    if (broken !== undefined) throw adapterFault(`"${broken}" holds NaN or infinity.`)
    const labels = find(items, 'labels.json') ? readLabels(await readJson(items, 'labels.json'), null) : null
    return { kind: own ? 'own' : 'peft', config, tensors: file.tensors, labels }
  } finally {
    await close()
  }
}

async function readJson(items: readonly DroppedItem[], name: string): Promise<unknown> {
  const bytes = await needed(items, name).read(largestJson)
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw adapterFault(`${name} is not valid JSON.`, cause)
  }
}

function needed(items: readonly DroppedItem[], name: string): DroppedItem {
  const found = find(items, name)
  if (found) return found
  const pickled = items.some(({ path }) => baseName(path) === 'adapter_model.bin')
  throw adapterFault(
    pickled
      ? 'The adapter is a pickle (adapter_model.bin), which can run code; save it anew as safetensors.'
      : `There is no ${name} among the files.`,
  )
}

function find(items: readonly DroppedItem[], name: string): DroppedItem | undefined {
  return items.find(({ path }) => baseName(path) === name)
}

function baseName(path: string): string {
  return path.split('/').at(-1) ?? path
}
