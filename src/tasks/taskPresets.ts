/** What presets are made of. The Tune screen asks for them, and never the first one. */
import type { FieldValue } from '../shared/recipe/field.ts'

/** Three ways to begin. */
export type PresetId = 'quick' | 'balanced' | 'thorough'
/** Under 200 examples, under 5,000, and more. */
export type DatasetSize = 'small' | 'middle' | 'large'

export interface PresetRow {
  /** One sentence: why these settings. */
  readonly reason: string
  readonly fields: Readonly<Record<string, FieldValue>> & { readonly 'method.id': FieldValue }
  /** Of the blocks, from the top, that may change; absent: by the fields. */
  readonly share?: number
}

export type TaskPresets = Readonly<Record<DatasetSize, Readonly<Record<PresetId, PresetRow>>>>
