/** What a file is taken for by its name and first bytes, and which kind counts where several were dropped together. */
import type { SkippedFile } from '../../shared/domain/data.ts'
import { unmarkedUtf16 } from './decodeText.ts'
import { isImage, isText, knownOther, sniffLength } from './imageHeader.ts'
import { Skip } from './skip.ts'

export type DataKind = 'picture' | 'table' | 'text'

const tables = /\.(csv|tsv|jsonl|ndjson|json)$/i
const texts = /\.(txt|text|md|markdown)$/i
/** Files that speak of the data and are none. */
const companions = /^(readme|licen[cs]e|copying|notice|changelog|changes|authors|contributing|citation)(\.|$)/i

/** What a file is named as; null for a name that says nothing of texts. */
export function namedKind(name: string): 'table' | 'text' | null {
  if (tables.test(name)) return 'table'
  return texts.test(name) ? 'text' : null
}

/** Throws Skip where the first bytes of a file named as text are neither text nor a picture under a wrong name. */
export function expectText(head: Uint8Array): void {
  if (head.length === 0) throw new Skip('It is empty (0 bytes).')
  if (looksTextual(head) || isImage(head)) return
  if (isPdf(head)) throw new Skip('This is a PDF document. Save its text as .txt.')
  throw new Skip(knownOther(head) ?? 'This is no text, whatever its name says.')
}

/** Text with at most a few stray control characters, in whichever encoding. */
export function looksTextual(head: Uint8Array): boolean {
  if (isPdf(head)) return false
  if (isText(head)) return true
  if (isImage(head) || knownOther(head) !== null) return false
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true
  const first = head.subarray(0, sniffLength)
  const controls = first.reduce((count, byte) => count + Number(byte < 9 || (byte > 13 && byte < 32)), 0)
  return controls <= 0.1 * first.length || unmarkedUtf16(head) !== null
}

function isPdf(head: Uint8Array): boolean {
  return [0x25, 0x50, 0x44, 0x46, 0x2d].every((byte, at) => head[at] === byte)
}

interface Found {
  readonly kind: DataKind
  readonly path: string
}

/** The files of the most frequent kind, and the others with why they were left out. */
export function mostFrequentKind<T extends Found>(
  found: readonly T[],
): { readonly kind: DataKind | null; readonly files: readonly T[]; readonly others: readonly SkippedFile[] } {
  const isCompanion = ({ kind, path }: Found) => kind === 'text' && companions.test(path.split('/').at(-1) ?? '')
  const data = found.filter((file) => !isCompanion(file))
  const considered = data.length > 0 ? data : found
  const count = (kind: DataKind) => considered.filter((file) => file.kind === kind).length
  const [kind = 'picture'] = (['picture', 'table', 'text'] as const).toSorted((a, b) => count(b) - count(a))
  const files = considered.filter((file) => file.kind === kind)
  const taken = new Set(files)
  const others = found
    .filter((file) => !taken.has(file))
    .map((file) => ({ path: file.path, reason: isCompanion(file) ? companion : mixed(file.kind, kind) }))
  return { kind: found.length === 0 ? null : kind, files, others }
}

const companion = 'It describes the data and was not read as data.'
const names: Record<DataKind, string> = { picture: 'pictures', table: 'tables of texts', text: 'text files' }

function mixed(kind: DataKind, chosen: DataKind): string {
  return `Only the ${names[chosen]} were read, which are most of the files. Bring the ${names[kind]} by themselves.`
}
