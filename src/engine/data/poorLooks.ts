/** Pictures from which there is little to learn: of one colour, or far more blurred than the others of the dataset. */
import type { PoorFault } from '../../shared/domain/cleaning.ts'
import type { PictureLook } from './pictureLook.ts'

/** Standard deviation of the grey values below which a picture shows nothing: noise of a covered lens is about 2. */
const blankDeviation = 3
/**
 * Drawings are sharp and photographs of skies are not, so that no one number tells a blurred picture: it is one that has
 * less than a twentieth of the sharpness usual in its dataset, and little by itself.
 */
const blurredShare = 0.05
const blurredSharpness = 60

/** The worst first; `example` is the place among the looks. */
export function poorLooks(
  looks: readonly (PictureLook | null)[],
): readonly { readonly example: number; readonly fault: PoorFault }[] {
  const seen = looks.flatMap((look, example) => (look ? [{ example, look }] : []))
  const sharpness = seen.map(({ look }) => look.sharpness).toSorted((a, b) => a - b)
  const usual = sharpness[Math.floor(sharpness.length / 2)] ?? 0
  const limit = Math.min(blurredSharpness, blurredShare * usual)
  const blank = seen.filter(({ look }) => look.deviation < blankDeviation)
  const blurred = seen.filter(({ look }) => look.deviation >= blankDeviation && look.sharpness < limit)
  return [
    ...blank
      .toSorted((a, b) => a.look.deviation - b.look.deviation)
      .map(({ example }) => ({ example, fault: 'blank' as const })),
    ...blurred
      .toSorted((a, b) => a.look.sharpness - b.look.sharpness)
      .map(({ example }) => ({ example, fault: 'blurred' as const })),
  ]
}
