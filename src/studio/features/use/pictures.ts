import { fileNameIn, isPictureMedia } from '../../../shared/catalog/formats.ts'

/** The first picture among files that were dropped, chosen or pasted; null if there is none. */
export function firstPicture(files: Iterable<File>): File | null {
  const all = [...files]
  return all.find((file) => isPictureMedia(file.type)) ?? all[0] ?? null
}

/** A name for what was exported, from the dataset it learned and the model it began as. */
export function exportName(model: string, data: string): string {
  const plain = `${data}-${model}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return fileNameIn('zip', plain.replaceAll(/^-+|-+$/g, '').slice(0, 60) || 'thaw-model')
}
