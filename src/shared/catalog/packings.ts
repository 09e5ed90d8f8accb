/** What frozen weights can be packed to while a run trains beside them. A format's code is in `engine/nn/packed`. */
interface PackingRow {
  readonly id: string
  /** Of a weight, its share of the scales among them. */
  readonly bits: number
  /** What the table of tokens is packed to, which is often the output head too: of few bits it costs more than all layers. */
  readonly table: string
}

export const packings = [
  { id: '16bit', bits: 16, table: '16bit' },
  { id: '8bit', bits: 8, table: '8bit' },
  { id: '4bit', bits: 4 + 32 / 64, table: '8bit' },
  { id: 'int4', bits: 4 + 32 / 32, table: '8bit' },
] as const satisfies readonly PackingRow[]

export type PackingId = (typeof packings)[number]['id']

export function tablePacking(choice: PackingId): PackingId {
  return packings.find(({ id }) => id === choice)?.table ?? choice
}

/** As a recipe has it: frozen weights in float32, or one of these. */
export const packingChoices = ['off', ...packings.map(({ id }) => id)] as const
export type PackingChoice = 'off' | PackingId

/** Bytes of a frozen weight. */
export function bytesOfWeight(choice: PackingChoice): number {
  return (packings.find(({ id }) => id === choice)?.bits ?? 32) / 8
}

/** Bytes of a number in a frozen table of tokens. */
export function bytesInTable(choice: PackingChoice): number {
  return bytesOfWeight(choice === 'off' ? choice : tablePacking(choice))
}
