/**
 * The hub's Parquet conversions of data sets, listed from a folder that holds them as the hub's own branch does:
 * huggingface.co/datasets/OWNER/NAME/resolve/refs/convert/parquet/SUBSET/SPLIT/0000.parquet (its slashes may be written
 * %2F, as programs that download do), or as its API names them: huggingface.co/api/datasets/OWNER/NAME/parquet/….
 */
import { readdir, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** By subset and split: addresses, as the hub gives them. */
export type DatasetListing = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

const branches = ['refs/convert/parquet', 'refs%2Fconvert%2Fparquet']

/** @param hub the folder of the host. Null where there is no conversion of the data set. */
export async function listDataset(hub: string, repository: string): Promise<DatasetListing | null> {
  const folder = await folderOf(hub, repository)
  if (!folder) return null
  const listing: Record<string, Record<string, readonly string[]>> = {}
  for (const subset of await foldersIn(folder)) {
    const splits: Record<string, readonly string[]> = {}
    for (const split of await foldersIn(join(folder, subset))) {
      const files = await filesOf(folder, subset, split)
      const base = `https://huggingface.co/api/datasets/${repository}/parquet/${encodeURIComponent(subset)}`
      splits[split] = files.map((_, shard) => `${base}/${encodeURIComponent(split)}/${shard}.parquet`)
    }
    if (Object.keys(splits).length > 0) listing[subset] = splits
  }
  return Object.keys(listing).length > 0 ? listing : null
}

/** Where a file lies that was listed so: SUBSET/SPLIT/0.parquet. */
export async function datasetFile(hub: string, repository: string, file: string): Promise<string | null> {
  const [subset = '', split = '', shard = ''] = file.split('/')
  const folder = await folderOf(hub, repository)
  const name = folder && (await filesOf(folder, subset, split))[Number.parseInt(shard, 10)]
  return folder && name ? join(folder, subset, split, name) : null
}

/** Whether anything of the data set is there. */
export async function knowsDataset(hub: string, repository: string): Promise<boolean> {
  return isFolder(join(hub, 'datasets', repository))
}

async function folderOf(hub: string, repository: string): Promise<string | null> {
  const places = [
    ...branches.map((branch) => join(hub, 'datasets', repository, 'resolve', branch)),
    join(hub, 'api/datasets', repository, 'parquet'),
  ]
  for (const place of places) if (place.startsWith(hub + sep) && (await isFolder(place))) return place
  return null
}

async function filesOf(folder: string, subset: string, split: string): Promise<readonly string[]> {
  const place = join(folder, subset, split)
  if (!place.startsWith(folder + sep)) return []
  const names = await readdir(place).catch(() => [])
  const numbers = new Intl.Collator('en', { numeric: true })
  return names.filter((name) => name.endsWith('.parquet')).sort(numbers.compare)
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = entries.map(({ name }) => name).sort()
  const folders = await Promise.all(names.map((name) => isFolder(join(folder, name))))
  return names.filter((_, i) => folders[i])
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false
}
