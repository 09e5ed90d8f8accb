/** What a person can choose of an export: data in its row, drawn by the screen, whole when the exporter gets them. */
import type { ExportOptions, ExportOptionValue } from '../domain/exports.ts'
import { ThawError } from '../messages/errors.ts'

interface OptionBase {
  readonly key: string
  readonly label: string
  /** What it is, and what happens by it. */
  readonly help: string
}

export type ExportOption =
  | (OptionBase & {
      readonly type: 'text'
      readonly default: string
      /** What stands where nothing is typed. */
      readonly placeholder?: string
      /** Several lines. */
      readonly long?: true
      readonly most?: number
    })
  | (OptionBase & {
      readonly type: 'choice'
      readonly default: string
      readonly options: readonly { readonly value: string; readonly label: string }[]
    })
  | (OptionBase & { readonly type: 'switch'; readonly default: boolean })
  /** A picture, or none. */
  | (OptionBase & { readonly type: 'picture' })

/** Characters of a text, unless its option allows others. */
const mostCharacters = 2000

export function mostOf({ most = mostCharacters }: Extract<ExportOption, { readonly type: 'text' }>): number {
  return most
}

export function defaultOf(option: ExportOption): ExportOptionValue {
  return option.type === 'picture' ? null : option.default
}

/** All of them, what is not given by its default. @throws ThawError `export-refused` for what an option cannot be. */
export function wholeOptions(options: readonly ExportOption[], given: ExportOptions = {}): ExportOptions {
  const unknown = Object.keys(given).find((key) => !options.some((option) => option.key === key))
  if (unknown !== undefined) {
    const known = options.map(({ key }) => key)
    throw new ThawError('export-refused', 'exportOptionUnknown', { option: unknown, known })
  }
  return Object.fromEntries(
    options.map((option) => {
      const value = given[option.key] ?? defaultOf(option)
      if (!fits(option, value))
        throw new ThawError('export-refused', 'exportOptionMisfit', {
          option: option.label,
          received: typeof value === 'string' ? value.slice(0, 80) : String(value),
        })
      return [option.key, value]
    }),
  )
}

function fits(option: ExportOption, value: ExportOptionValue): boolean {
  switch (option.type) {
    case 'text':
      return typeof value === 'string' && value.length <= mostOf(option)
    case 'choice':
      return option.options.some((each) => each.value === value)
    case 'switch':
      return typeof value === 'boolean'
    case 'picture':
      return value === null || value instanceof Blob
    default:
      return option satisfies never
  }
}
