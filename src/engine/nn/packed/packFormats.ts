/** Every format by the name that a recipe has for it. */
import type { PackingId } from '../../../shared/catalog/packings.ts'
import { evenSteps } from './evenSteps.ts'
import { halves } from './halves.ts'
import { normalFloat } from './normalFloat.ts'
import type { PackFormat } from './packFormat.ts'
import { wholeNumbers } from './wholeNumbers.ts'

export const packFormats: Readonly<Record<PackingId, PackFormat>> = {
  '16bit': halves,
  '8bit': wholeNumbers,
  '4bit': normalFloat,
  int4: evenSteps,
}
