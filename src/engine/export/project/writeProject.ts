/** A project as one zip. Pictures and weights do not compress, so that everything is only stored. */

import { BlobReader, BlobWriter, configure, ZipWriter } from '@zip.js/zip.js/index-native.js'
import { formats } from '../../../shared/catalog/formats.ts'
import type { NamedFile } from '../../../shared/domain/files.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { isLitter, pathSegments } from '../../data/safeName.ts'
import { Skip } from '../../data/skip.ts'
import { writeRecord } from '../../storage/recordFile.ts'
import type { FileSet } from '../../storage/runRepository.ts'
import { type FileEntryNote, type KeptEntry, manifestName, newManifest } from './manifest.ts'
import { type Project, recordEntry, weightsEntry } from './project.ts'

configure({ useWebWorkers: false })

/** @throws ThawError `export-refused` where a file cannot be read any more. */
export async function writeProject(project: Project, now: Date): Promise<Blob> {
  const { files, runs, ...about } = project
  const kept = Array.from(files, ([key, each]) => entriesOf(key, each))
  const manifest = newManifest(
    { ...about, kept: kept.map(({ entry }) => entry), runs: runs.map(({ record }) => record.id) },
    now,
  )
  const zip = new ZipWriter(new BlobWriter(formats.zip.mediaType), { level: 0 })
  const add = (name: string, blob: Blob) => addTo(zip, name, blob)
  await add(manifestName, new Blob([`${JSON.stringify(manifest, null, 2)}\n`]))
  for (const { record, weights } of runs) {
    await add(recordEntry(record.id), new Blob([writeRecord({ ...record, weights: weights !== null })]))
    if (weights) await add(weightsEntry(record.id), weights)
  }
  for (const { blobs } of kept) for (const [name, blob] of blobs) await add(name, blob)
  return zip.close()
}

async function addTo(zip: ZipWriter<Blob>, name: string, blob: Blob): Promise<void> {
  try {
    await zip.add(name, new BlobReader(blob))
  } catch (cause) {
    throw new ThawError('export-refused', 'projectFileUnreadable', { name }, { cause })
  }
}

interface Entries {
  readonly entry: KeptEntry
  readonly blobs: ReadonlyMap<string, Blob>
}

function entriesOf(key: string, { name, files }: FileSet): Entries {
  const blobs = new Map<string, Blob>()
  const notes = files
    .filter(({ path }) => !isLitter(path))
    .map((named, index): FileEntryNote => {
      const entry = entryName(key, named, index, blobs)
      blobs.set(entry, named.file)
      return { entry, path: labelOf(named, index), bytes: named.file.size, type: named.file.type }
    })
  return { entry: { key, name, files: notes }, blobs }
}

/** As the file was called, so that whoever unpacks the project finds it; by number where that cannot be. */
function entryName(key: string, { path }: NamedFile, index: number, taken: ReadonlyMap<string, Blob>): string {
  const segments = safeSegments(path)
  const wanted = segments && [key, ...segments].join('/')
  return wanted && safeSegments(wanted) && !taken.has(wanted) ? wanted : `${key}/${index + 1}`
}

/** A name that would be refused when the project is opened is no label that anyone needs. */
function labelOf({ path }: NamedFile, index: number): string {
  return safeSegments(path) ? path : `${index + 1}`
}

function safeSegments(path: string): readonly string[] | null {
  try {
    const segments = pathSegments(path)
    return segments.length > 0 ? segments : null
  } catch (error) {
    if (error instanceof Skip) return null
    throw error
  }
}
