/**
 * Tells a project from other zips that are dropped by what it lists first: names are for people to change. What reads
 * zips is fetched when one is dropped.
 */

import { isNamed } from '../../shared/catalog/formats.ts'
import { projectDescription } from '../../shared/catalog/projectDescription.ts'

const entriesChecked = 3

/** Null where what was dropped is no project. */
export async function projectAmong(
  files: readonly { readonly path: string; readonly file: Blob }[],
): Promise<Blob | null> {
  const [only, ...others] = files
  if (!only || others.length > 0 || !isNamed(only.path, 'archive')) return null
  // A zip that cannot be read is for whoever reads data to explain.
  return (await isDescribed(only.file).catch(() => false)) ? only.file : null
}

async function isDescribed(zip: Blob): Promise<boolean> {
  const { BlobReader, ZipReader } = await import('./zips.ts')
  const reader = new ZipReader(new BlobReader(zip))
  try {
    let seen = 0
    for await (const { filename } of reader.getEntriesGenerator()) {
      if (filename === projectDescription) return true
      seen += 1
      if (seen === entriesChecked) return false
    }
    return false
  } finally {
    await reader.close()
  }
}
