/** The files of an adapter among those that a person dropped, loose or in a zip: settings, tensors, names of classes. */
import { type AdapterFormatId, adapterFormats } from '../../../shared/catalog/adapterFormats.ts'
import type { NamedFile } from '../../../shared/domain/files.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { adapterFault } from '../../tuning/adapterFault.ts'
import { chosenFolder } from '../../weights/chosenFolder.ts'
import { type DroppedItem, openDroppedItems } from '../../weights/droppedItems.ts'
import { largestFile, largestJson } from '../../weights/hub.ts'
import { readLabels } from '../../weights/labels.ts'
import { parseSafetensors } from '../../weights/safetensors.ts'
import { type StoredTensor, scanFinite } from '../../weights/tensorFile.ts'
import { readThawTask, type ThawTask, thawTaskName } from '../../weights/thawTask.ts'

export interface AdapterFiles {
  /** Whose format it is. */
  readonly kind: AdapterFormatId
  readonly config: unknown
  readonly tensors: ReadonlyMap<string, StoredTensor>
  readonly labels: readonly string[] | null
  /** What the studio says of the task where peft's settings do not. */
  readonly thawTask: ThawTask | null
  /** What was passed over among the files, for the person. */
  readonly notices: readonly Message[]
}

/** Whether an adapter is among these files, and not a whole model. */
export async function holdsAdapter(files: readonly NamedFile[]): Promise<boolean> {
  const { items, close } = await openDroppedItems(files)
  await close()
  return items.some(({ path }) => formatOf([path]) !== null)
}

/** @throws ThawError `adapter-invalid` naming the file that is missing or the tensor that holds NaN. */
export async function readAdapterFiles(files: readonly NamedFile[]): Promise<AdapterFiles> {
  const { items: all, close } = await openDroppedItems(files)
  try {
    const kind = formatOf(all.map(({ path }) => path)) ?? 'peft'
    const { settings, tensors } = adapterFormats[kind]
    const { root, notices } = chosenFolder(all.map(({ path }) => path).filter((path) => baseName(path) === settings))
    const near = all.filter(({ path }) => path.startsWith(root) && !path.slice(root.length).includes('/'))
    // Loose files may come from several folders, where nothing else decides.
    const items = find(near, tensors) || notices.length > 0 ? near : all
    const config = await readJson(items, settings)
    const weights = await needed(items, tensors).read(largestFile)
    const file = parseSafetensors(weights.buffer)
    const [broken] = scanFinite(file)
    if (broken !== undefined) throw adapterFault(notice('adapterNotFinite', { name: broken }))
    const labels = find(items, 'labels.json') ? readLabels(await readJson(items, 'labels.json'), null) : null
    const thawTask = find(items, thawTaskName) ? readThawTask(await readJson(items, thawTaskName)) : null
    return { kind, config, tensors: file.tensors, labels, thawTask, notices }
  } finally {
    await close()
  }
}

/** By the settings' names; the studio's own says more than peft's where both are there. */
function formatOf(paths: readonly string[]): AdapterFormatId | null {
  const names = new Set(paths.map(baseName))
  return (['own', 'peft'] as const).find((id) => names.has(adapterFormats[id].settings)) ?? null
}

async function readJson(items: readonly DroppedItem[], name: string): Promise<unknown> {
  const bytes = await needed(items, name).read(largestJson)
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw adapterFault(notice('adapterNotJson', { file: name }), cause)
  }
}

function needed(items: readonly DroppedItem[], name: string): DroppedItem {
  const found = find(items, name)
  if (found) return found
  const pickled = items.some(({ path }) => baseName(path) === 'adapter_model.bin')
  throw adapterFault(pickled ? notice('adapterPickled') : notice('adapterFileMissing', { file: name }))
}

function find(items: readonly DroppedItem[], name: string): DroppedItem | undefined {
  return items.find(({ path }) => baseName(path) === name)
}

function baseName(path: string): string {
  return path.split('/').at(-1) ?? path
}
