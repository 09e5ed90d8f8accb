/**
 * Which adapter is among files, loose or in a zip, and what it says that it was trained on. Reads its settings alone; what
 * reads zips is fetched when there is one.
 */

import { adapterFormats } from '../../shared/catalog/adapterFormats.ts'
import { isNamed } from '../../shared/catalog/formats.ts'
import type { NamedFile } from '../../shared/domain/files.ts'
import { ThawError, toWire, type WireError } from '../../shared/messages/errors.ts'

const settingsNames: readonly string[] = Object.values(adapterFormats).map(({ settings }) => settings)
const mostBytes = 1 << 20

/** Null where there is none; `base` is null where the settings do not say. */
export async function adapterAmong(files: readonly NamedFile[]): Promise<{ readonly base: string | null } | null> {
  const text = await settingsText(files).catch(() => null)
  return text === null ? null : { base: baseIn(text) }
}

/** Refusals that another model would mend; any other one keeps its own advice. */
const misfits: ReadonlySet<string> = new Set([
  ...[
    'adapterTensorPlaceless',
    'adapterTensorShape',
    'adapterFamilyOther',
    'adapterMethodUnfit',
    'adapterWithoutTensors',
  ],
  ...['adapterInputOther', 'adapterTaskOther', 'modelWithoutTask', 'adapterNeedsModel'],
])

function isMisfit({ key, parameters }: WireError): boolean {
  const { fault } = parameters as { readonly fault?: { readonly key?: unknown } }
  return misfits.has(key === 'adapterInvalid' ? String(fault?.key) : key)
}

/** The error, with the model that a refused adapter asks for where that is not the one that stands. */
export async function withBase(
  error: WireError,
  files: readonly NamedFile[],
  model: string | null,
): Promise<WireError> {
  if (!isMisfit(error)) return error
  const base = (await adapterAmong(files))?.base ?? null
  if (base === null || base === model) return error
  const { code, key, parameters, causes } = error
  return { ...toWire(new ThawError(code, 'adapterOfOtherModel', { refusal: { key, parameters }, base })), causes }
}

async function settingsText(files: readonly NamedFile[]): Promise<string | null> {
  const loose = files.find(({ path }) => isSettings(path))
  if (loose) return loose.file.size > mostBytes ? '' : loose.file.text()
  const [zip] = files.filter(({ path }) => isNamed(path, 'archive'))
  return zip ? settingsInZip(zip.file) : null
}

async function settingsInZip(zip: Blob): Promise<string | null> {
  const { BlobReader, TextWriter, ZipReader } = await import('./zips.ts')
  const reader = new ZipReader(new BlobReader(zip))
  try {
    for await (const entry of reader.getEntriesGenerator())
      if (!entry.directory && isSettings(entry.filename))
        return entry.uncompressedSize > mostBytes ? '' : await entry.getData(new TextWriter())
    return null
  } finally {
    await reader.close()
  }
}

function isSettings(path: string): boolean {
  return settingsNames.includes(path.split('/').at(-1) ?? '')
}

/** peft's name of it, or the studio's own. */
function baseIn(text: string): string | null {
  try {
    const settings: unknown = JSON.parse(text)
    const { base_model_name_or_path: named, base } = settings as {
      base_model_name_or_path?: unknown
      base?: { id?: unknown } | null
    }
    const id = named ?? base?.id
    return typeof id === 'string' && id !== '' ? id.slice(0, 200) : null
  } catch {
    return null
  }
}
