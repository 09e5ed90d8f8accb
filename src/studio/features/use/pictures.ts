import { isPictureMedia } from '../../../shared/catalog/formats.ts'

/** The first picture among files that were dropped, chosen or pasted; null if there is none. */
export function firstPicture(files: Iterable<File>): File | null {
  const all = [...files]
  return all.find((file) => isPictureMedia(file.type)) ?? all[0] ?? null
}
