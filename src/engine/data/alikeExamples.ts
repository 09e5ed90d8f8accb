/** Groups of examples that show or say nearly the same. */
import { alikePictures } from './alikePictures.ts'
import { alikeTexts } from './alikeTexts.ts'
import { type Dataset, textOf } from './dataset.ts'
import type { Pace } from './pace.ts'
import type { PictureLook } from './pictureLook.ts'

/**
 * By place; of pictures that were not looked at, none. Passages of one text may well repeat each other. Rejects with
 * `cancelled`.
 */
export async function alikeExamples(
  { examples }: Pick<Dataset, 'examples'>,
  looks: readonly (PictureLook | null)[] | null,
  pace: Pace,
): Promise<readonly (readonly number[])[]> {
  const [first] = examples
  if (!first || first.target.kind === 'text') return []
  if (first.content.kind === 'image') return looks ? alikePictures(looks, pace) : []
  return alikeTexts(
    examples.map(({ content }) => textOf(content) ?? ''),
    pace,
  )
}
