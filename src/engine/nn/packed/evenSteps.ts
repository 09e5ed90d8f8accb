/** Four bits in even steps from −7 to 7: of each group of 32 the largest magnitude is 7 steps. */
import { fourBits } from './fourBits.ts'
import { roundEven } from './wholeNumbers.ts'

const most = 7
/** The code of 0. */
const zero = 8

export const evenSteps = fourBits({
  group: 32,
  levels: Float32Array.from({ length: 16 }, (_, code) => code - zero),
  zero,
  scaleOf: (largest) => largest / most,
  codeOf: (value, scale) => Math.max(-most, Math.min(most, roundEven(value / scale))) + zero,
})
