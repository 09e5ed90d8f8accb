/**
 * What examples look like, so that a model can be recommended that learned from such: photographs or other pictures,
 * short or long texts, English or not. A guess from a few of them, by rules of thumb that stand here with their reasons.
 */
import type { DataTrait } from '../../shared/domain/data.ts'
import type { Dataset, Example } from './dataset.ts'
import { textOf } from './dataset.ts'
import { type ImageHeader, inspectImage } from './inspectImage.ts'
import { cancelled } from './pace.ts'
import { type PictureBlob, unpackedBlob } from './pictureBlob.ts'

/** Read whole, because a JPEG may state its size late. */
const fewPictures = 24
const fewTexts = 200

/** Rejects with `cancelled` soon after the signal. */
export async function dataTraits(
  { examples }: Pick<Dataset, 'examples'>,
  { signal }: { readonly signal: AbortSignal },
): Promise<DataTrait[]> {
  const pictures = examples.filter(({ content }) => content.kind === 'image')
  if (pictures.length > 0) return pictureTraits(spread(pictures, fewPictures), signal)
  return textTraits(spread(examples, fewTexts).flatMap(({ content }) => textOf(content) ?? []))
}

/** So many of them, evenly over all: files of one class often stand side by side. */
function spread<T>(items: readonly T[], count: number): T[] {
  const taken = Math.min(count, items.length)
  return Array.from({ length: taken }, (_, at) => items[Math.floor((at * items.length) / taken)] as T)
}

async function pictureTraits(examples: readonly Example[], signal: AbortSignal): Promise<DataTrait[]> {
  const headers: ImageHeader[] = []
  for (const { content, path } of examples) {
    if (signal.aborted) throw cancelled()
    if (content.kind === 'image') headers.push(...(await headerOf(content.blob, path)))
  }
  if (headers.length === 0) return []
  const alike = headers.filter(isPhotograph).length
  return [2 * alike > headers.length ? 'photographs' : 'other-pictures']
}

/** Nothing for a file that cannot be used: whoever reads the pictures tells of it. */
async function headerOf(blob: PictureBlob, path: string): Promise<ImageHeader[]> {
  try {
    return [inspectImage(new Uint8Array(await (await unpackedBlob(blob)).arrayBuffer()), path)]
  } catch {
    return []
  }
}

/** Smaller ones have lost the detail that networks for photographs look for. */
const photographSide = 128

/** Cameras write JPEG, programs that draw write PNG. Pixels do not tell: a textured drawing is as uneven as a photograph. */
function isPhotograph({ format, width, height }: ImageHeader): boolean {
  return format === 'jpeg' && Math.min(width, height) >= photographSide
}

/**
 * Frequent English words, none of which is frequent in another language that is written in Latin letters ("a", "do", "in",
 * "is", "my", "of", "on" and "to" are).
 */
const english = new Set(
  `the and that this with what how from you your they there which been would should could will because about when who
  she his her their its than more how's it's don't can't i'm`.split(/\s+/),
)
/** English texts have 4 to 15 of them in a hundred words; other languages hardly one. */
const englishShare = 0.02
/** Fewer words say nothing of the language. */
const enoughWords = 40
/** Models of sentences read 128 tokens, which is about as many words. */
const longText = 90
/** Scripts without spaces count by the character. */
const word = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[\p{L}\p{M}’']+/gu

export function textTraits(texts: readonly string[]): DataTrait[] {
  if (texts.length === 0) return []
  const words = texts.map((text) => text.toLowerCase().replaceAll('’', "'").match(word) ?? [])
  const all = words.flat()
  const known = all.filter((each) => english.has(each)).length
  const lengths = words.map(({ length }) => length).toSorted((a, b) => a - b)
  const length = (lengths[Math.floor(lengths.length / 2)] as number) > longText ? 'long-texts' : 'short-texts'
  return all.length >= enoughWords && known < englishShare * all.length ? ['other-language', length] : [length]
}
