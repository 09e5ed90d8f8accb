/** Examples as a person sees them: small pictures, beginnings of texts. */

import { ThawError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import type { ShownExample } from '../../shared/wire/evaluationCalls.ts'
import { type Dataset, type Example, textOf } from '../data/dataset.ts'
import type { ImageCodec } from '../data/imageCodec.ts'
import { unpackedBlob } from '../data/pictureBlob.ts'
import { macrotask } from '../macrotask.ts'

const usualSide = 96
const largestSide = 512
const shownText = 400
/** Pictures that are made small at once. */
const together = 8

/** In the order asked. A picture that cannot be decoded has no thumbnail, and says so. */
export async function shownExamples(
  dataset: Dataset,
  examples: readonly number[],
  { codec, side = usualSide }: { readonly codec: ImageCodec; readonly side?: number },
): Promise<ShownExample[]> {
  const most = Math.min(largestSide, Math.max(1, Math.round(side)))
  const wanted = examples.map((index) => [index, exampleOf(dataset, index)] as const)
  const shown: ShownExample[] = []
  for (let at = 0; at < wanted.length; at += together) {
    const some = wanted.slice(at, at + together).map(([index, example]) => shownExample(index, example, codec, most))
    shown.push(...(await Promise.all(some)))
    await macrotask()
  }
  return shown
}

/** @throws ThawError `data-empty` for an index that the dataset does not have. */
export function exampleOf({ examples }: Dataset, index: number): Example {
  const found = examples[index]
  if (found) return found
  throw new ThawError('data-empty', 'exampleUnknown', { example: index, examples: examples.length })
}

async function shownExample(index: number, example: Example, codec: ImageCodec, side: number): Promise<ShownExample> {
  const { path, target, content } = example
  const label = target.kind === 'class' ? target.class : 0
  const text = textOf(content)
  if (content.kind !== 'image') {
    const whole = content.kind === 'text' && content.prompt !== '' ? `${content.prompt}\n${text}` : (text ?? '')
    const words = content.kind === 'words' ? { words: content.words } : {}
    return { example: index, path, label, thumbnail: null, text: beginning(whole), ...words }
  }
  const thumbnail = await unpackedBlob(content.blob)
    .then((blob) => codec.thumbnail(blob, side))
    .catch(() => null)
  const fault = thumbnail ? {} : { fault: notice('examplePictureUndecodable') }
  return { example: index, path, label, thumbnail, text: '', ...fault }
}

/** No letter is cut in two. */
function beginning(text: string): string {
  return [...text.slice(0, 2 * shownText)].slice(0, shownText).join('')
}
