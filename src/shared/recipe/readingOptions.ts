/**
 * What a person may say of how data are read beside the recipe's fields, as `--set KEY=VALUE` takes it: the same that the
 * Data screen offers. Each row turns what was typed into its part of `Columns`, or answers with what is known instead.
 */
import { encodingIds, namedEncoding } from '../catalog/encodings.ts'
import { namedSeparator, separatorIds } from '../catalog/separators.ts'
import type { Columns } from '../domain/data.ts'
import { ThawError } from '../messages/errors.ts'
import { fileEncoding } from './fileEncodings.ts'

type ReadingKey = Exclude<keyof Columns, 'textColumn' | 'labelColumn' | 'task'>

type Read = (text: string) => Partial<Columns> | { readonly known: readonly string[] }

const readers: { readonly [Key in ReadingKey]: Read } = {
  secondTextColumn: (text) => ({ secondTextColumn: text }),
  labelColumns: (text) => ({ labelColumns: namesIn(text) }),
  encoding: (text) => {
    const id = namedEncoding(text)
    return id === null ? { known: encodingIds } : { encoding: id }
  },
  encodings: (text) => {
    const encodings = namesIn(text)
    return encodings.some((one) => fileEncoding(one).encoding === null) ? { known: encodingIds } : { encodings }
  },
  sheet: (text) => ({ sheet: text }),
  separator: (text) => {
    const id = namedSeparator(text)
    return id === null ? { known: separatorIds } : { separator: id }
  },
  header: (text) => (text === 'yes' || text === 'no' ? { header: text } : { known: ['yes', 'no'] }),
  spellings: (text) => {
    if (text === 'apart') return { spellings: text }
    return text === 'joined' ? {} : { known: ['joined', 'apart'] }
  },
  promptColumns: (text) => ({ promptColumns: namesIn(text) }),
  linesAbove: (text) => (/^\d{1,3}$/.test(text) ? { linesAbove: Number(text) } : { known: ['0', '1', '2', '…'] }),
}

export const readingKeys = Object.keys(readers) as readonly ReadingKey[]

/** Null where the key is none of these. @throws ThawError `recipe-invalid` with what is known, where the value is none. */
export function readingOption(key: string, text: string): Partial<Columns> | null {
  const known = readingKeys.find((each) => each === key)
  if (!known) return null
  const read = readers[known](text.trim())
  if (!('known' in read)) return read
  throw new ThawError('recipe-invalid', 'optionUnknown', { option: key, received: text, known: read.known })
}

/** As they are said on the command line: "labelColumn=topic". */
export function readingSettings(said: Partial<Columns>): readonly string[] {
  return Object.entries(said).map(([key, value]) => {
    const text = Array.isArray(value) ? JSON.stringify(value) : String(value)
    return `${key}=${text}`
  })
}

/** Names set apart by commas; where a name holds one, a list as JSON writes it. */
function namesIn(text: string): readonly string[] {
  if (text.startsWith('[')) {
    try {
      const list: unknown = JSON.parse(text)
      if (Array.isArray(list)) return list.map(String)
    } catch {
      // a column may be called so
    }
  }
  return text.split(',').flatMap((name) => name.trim() || [])
}
