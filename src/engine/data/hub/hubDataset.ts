/**
 * A data set of the Hugging Face Hub by its Parquet conversion. Of each file only its end and the blocks with the wanted
 * columns and rows are fetched, and kept on this device.
 */
import type { HubDataset, HubDatasetCard } from '../../../shared/domain/hubDataset.ts'
import { type Said, ThawError } from '../../../shared/messages/errors.ts'
import { type Few, few } from '../../../shared/messages/few.ts'
import type { BlobStore } from '../../storage/blobStore.ts'
import { pageJitter, systemClock } from '../../weights/network.ts'
import type { RemoteTable } from '../dataFile.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { columnsOf } from '../readers/parquetFeatures.ts'
import { openParquet } from '../readers/parquetFile.ts'
import { isSurelyUnlabelled, spelledSplit } from '../splitNames.ts'
import { datasetStore } from './datasetStore.ts'
import { type HubListing, hubListing } from './hubListing.ts'
import { openRemoteFile, type RemoteHow } from './remoteFile.ts'

export interface HubSurroundings {
  readonly fetch: typeof fetch
  readonly store: BlobStore
  readonly signal: AbortSignal
}

/** @throws ThawError of the network, or `data-unsupported` where the hub has no Parquet of it. */
export async function lookUpDataset(
  { repository, subset }: Pick<HubDataset, 'repository' | 'subset'>,
  around: HubSurroundings,
): Promise<HubDatasetCard> {
  const how = howFor(repository, around, { offline: false })
  const listing = await hubListing(repository, how)
  const chosen = subsetOf(repository, listing, subset)
  const names = Object.keys(listing[chosen] ?? {})
  const usual = usualSplits(names)
  const opened = await Promise.all(
    names.map(async (name) => {
      const files = listing[chosen]?.[name] ?? []
      const source = await openRemoteFile(files[0] ?? '', how)
      const { metadata } = await openParquet(source, `${name}.parquet`)
      const split = { name, files: files.length, rows: Number(metadata.num_rows), bytes: source.size }
      return { split: { ...split, usual: usual.includes(name) }, columns: columnsOf(metadata) }
    }),
  )
  return {
    repository,
    subsets: Object.keys(listing),
    subset: chosen,
    splits: opened.map(({ split }) => split),
    columns: [...new Set(opened.flatMap(({ columns }) => columns))],
  }
}

/** The tables of the wanted splits. @throws ThawError as above, and for a subset, split or column that is not there. */
export async function hubTables(wanted: HubDataset, around: HubSurroundings): Promise<readonly RemoteTable[]> {
  const { repository, rows, columns } = wanted
  // What was looked up is read as it was then.
  const how = howFor(repository, around, { offline: true })
  const listing = await hubListing(repository, how)
  const splits = listing[subsetOf(repository, listing, wanted.subset)] ?? {}
  const known = Object.keys(splits)
  const names = wanted.splits.length > 0 ? wanted.splits : usualSplits(known)
  const tables: RemoteTable[] = []
  for (const name of names) {
    const urls = splits[name] ?? []
    if (urls.length === 0) throw missing('datasetWithoutSplit', { repository, split: shown(name), known: named(known) })
    let left = rows
    for (const [at, url] of urls.entries()) {
      if (left <= 0) break
      const source = await openRemoteFile(url, how)
      const shard = urls.length > 1 ? `-${fiveDigits(at)}-of-${fiveDigits(urls.length)}` : ''
      const path = `${pathOf(name)}${shard}.parquet`
      const { metadata } = await openParquet(source, path)
      const there = columnsOf(metadata)
      const lacking = columns.find((column) => !there.includes(column))
      if (lacking !== undefined)
        throw missing('datasetWithoutColumn', { repository, column: shown(lacking), known: named(there) })
      tables.push({ path, source, excerpt: { columns, rows: left, packedBytes: limits.hubBytes / names.length } })
      left -= Number(metadata.num_rows)
    }
  }
  return tables
}

/** A split becomes a part of a path. */
function pathOf(split: string): string {
  return split.replace(/^partial-/, '').replaceAll(/[\\/]/g, '-')
}

function fiveDigits(number: number): string {
  return String(number).padStart(5, '0')
}

/** Those that are called as parts of data are; all where none is. */
function usualSplits(names: readonly string[]): readonly string[] {
  const labelled = names.filter((name) => {
    const spelled = spelledSplit(pathOf(name))
    return spelled?.plain && !isSurelyUnlabelled(spelled)
  })
  return labelled.length > 0 ? labelled : names
}

function howFor(
  repository: string,
  { fetch, store, signal }: HubSurroundings,
  { offline }: Pick<RemoteHow, 'offline'>,
): RemoteHow {
  const network = { fetch, clock: systemClock, random: pageJitter(), signal }
  return { network, store: datasetStore(store, repository), offline }
}

/** @throws ThawError `data-unsupported` that lists what there is. */
function subsetOf(repository: string, listing: HubListing, wanted: string): string {
  const known = Object.keys(listing)
  const found = wanted === '' ? (known.find((name) => name === 'default') ?? known[0]) : wanted
  if (found !== undefined && known.includes(found)) return found
  throw missing('datasetWithoutSubset', { repository, subset: shown(wanted), known: named(known) })
}

function missing(...said: Said): ThawError {
  return new ThawError('data-unsupported', ...said)
}

function shown(name: string): string {
  return displayText(name, limits.labelLength)
}

function named(names: readonly string[]): Few {
  return few(names.map(shown), 20)
}
