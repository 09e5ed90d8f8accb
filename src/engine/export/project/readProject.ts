/** A project file, read and checked whole before anybody acts on it. */

import type { NamedFile } from '../../../shared/domain/files.ts'
import type { RunRecord } from '../../../shared/domain/record.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import { parseRecord } from '../../storage/recordFile.ts'
import type { FileSet } from '../../storage/runRepository.ts'
import { type KeptEntry, manifestName, newerProject, parseManifest } from './manifest.ts'
import { type Project, type ProjectRun, recordEntry, weightsEntry } from './project.ts'
import { damagedProject, noProject } from './projectFaults.ts'
import { openProjectZip, type ProjectZip } from './projectZip.ts'

/** The index of the other files must be small, because it is read whole. */
const mostManifestBytes = 32 * 2 ** 20
/** A record keeps its curves within bounds, however long the run. */
const mostRecordBytes = 64 * 2 ** 20

/** @throws ThawError `project-invalid` naming what is damaged, `project-newer`. */
export async function readProject(file: Blob): Promise<Project> {
  const zip = await openProjectZip(file)
  if (!zip.has(manifestName)) throw noProject(notice('projectFileMissing', { name: manifestName }))
  const { kept, runs, ...manifest } = parseManifest(await (await zip.read(manifestName, mostManifestBytes)).text())
  const { name, data, dataName, fingerprint, model, recipe } = manifest
  const records: RunRecord[] = []
  // All records first: a later version is told before gigabytes are unpacked.
  for (const id of runs) records.push(await readRecord(zip, id))
  return {
    ...{ name, data, dataName, fingerprint, model, recipe },
    runs: await inTurn(records, (record) => withWeights(zip, record)),
    files: new Map(await inTurn(kept, async (entry) => [entry.key, await filesOf(zip, entry)] as const)),
  }
}

async function readRecord(zip: ProjectZip, id: string): Promise<RunRecord> {
  const name = recordEntry(id)
  const text = await (await zip.read(name, mostRecordBytes)).text()
  const record = recordOf(name, text)
  if (record === 'newer') throw newerProject(null)
  if (record.id !== id) throw damagedProject(name, notice('entryOfOtherRun', { run: record.id }))
  return record
}

function recordOf(name: string, text: string): RunRecord | 'newer' {
  try {
    return parseRecord(text)
  } catch (error) {
    if (!(error instanceof ThawError)) throw error
    throw damagedProject(name, error.said, error)
  }
}

async function withWeights(zip: ProjectZip, record: RunRecord): Promise<ProjectRun> {
  return { record, weights: record.weights ? await zip.read(weightsEntry(record.id)) : null }
}

async function filesOf(zip: ProjectZip, { name, files }: KeptEntry): Promise<FileSet> {
  const read = await inTurn(files, async ({ entry, path, bytes, type }): Promise<NamedFile> => {
    const blob = await zip.read(entry, bytes)
    if (blob.size !== bytes)
      throw damagedProject(entry, notice('entryLengthOther', { expected: bytes, received: blob.size }))
    return { path, file: blob.slice(0, bytes, type) }
  })
  return { name, files: read }
}

async function inTurn<T, Result>(items: readonly T[], work: (item: T) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (const item of items) results.push(await work(item))
  return results
}
