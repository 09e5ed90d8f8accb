/** What frozen weights can be packed to while a run trains beside them. A format's code is in `engine/nn/packed`. */
interface PackingRow {
  readonly id: string
  /** Of a weight, its share of the scales among them. */
  readonly bits: number
}

export const packings = [
  { id: '16bit', bits: 16 },
  { id: '8bit', bits: 8 },
  { id: '4bit', bits: 4 + 32 / 64 },
  { id: 'int4', bits: 4 + 32 / 32 },
] as const satisfies readonly PackingRow[]

export type PackingId = (typeof packings)[number]['id']

/** As a recipe has it: frozen weights in float32, or one of these. */
export const packingChoices = ['off', ...packings.map(({ id }) => id)] as const
export type PackingChoice = 'off' | PackingId

/** Bytes of a frozen weight. */
export function bytesOfWeight(choice: PackingChoice): number {
  return (packings.find(({ id }) => id === choice)?.bits ?? 32) / 8
}
