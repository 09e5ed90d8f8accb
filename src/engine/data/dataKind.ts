/** What a file is taken for by its name and first bytes, and which kind counts where several were dropped together. */
import {
  extensionOf,
  type FormatCard,
  type FormatId,
  type FormatIdOf,
  type FormatKind,
  formats,
  formatsOf,
  shows,
} from '../../shared/catalog/formats.ts'
import type { SkippedFile } from '../../shared/domain/data.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { unmarkedUtf16 } from './decodeText.ts'
import { isImage } from './inspectImage.ts'
import { Skip } from './skip.ts'
import { isText, knownOther, sniffLength } from './sniff.ts'

/** Archives are opened before. */
export type DataKind = Exclude<FormatKind, 'archive'>

/** Files that speak of the data and are none. */
const companions =
  /^(readme|licen[cs]e|copying|notice|changelog|changes|authors|contributing|citation)(\.|$)|^(dataset_infos?|dataset_dict|state)\.json$/i

/** Throws Skip where the first bytes of a file named as text are neither text nor a picture under a wrong name. */
export function expectText(head: Uint8Array): void {
  if (head.length === 0) throw new Skip(notice('fileEmpty'))
  if (looksTextual(head) || isImage(head)) return
  throw new Skip(knownOther(head)?.advice ?? notice('isNoText'))
}

/** Throws Skip where a file that is named as a table of bytes does not begin as one. */
export function expectSigned(format: FormatId, head: Uint8Array): void {
  if (head.length === 0) throw new Skip(notice('fileEmpty'))
  const { signatures, title }: FormatCard = formats[format]
  if (signatures.length > 0 && !shows(signatures, head)) throw new Skip(notice('isNotInFormat', { format: title }))
}

/** Text with at most a few stray control characters, in whichever encoding. */
export function looksTextual(head: Uint8Array): boolean {
  if (signedTextual(head) !== null) return false
  if (isText(head)) return true
  if (isImage(head) || knownOther(head) !== null) return false
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true
  const first = head.subarray(0, sniffLength)
  const controls = first.reduce((count, byte) => count + Number(byte < 9 || (byte > 13 && byte < 32)), 0)
  return controls <= 0.1 * first.length || unmarkedUtf16(head) !== null
}

/** Endings that data have which are text of no other format: "rt-polarity.neg", "train.lst". */
const textualEndings = new Set(['pos', 'neg', 'lst', 'list', 'asc'])

/**
 * Text in a file whose name says no format: "50005", as news and mail are kept, or one that ends in a number or digest.
 * What ends like a name of some other format is not taken for text.
 */
export function isUnnamedText(path: string, head: Uint8Array): boolean {
  const ending = extensionOf(path.split('/').at(-1) ?? '')
  if (/^[a-z][a-z\d_]{0,5}$/.test(ending) && !textualEndings.has(ending)) return false
  return head.length > 0 && looksTextual(head)
}

/** The table or document that a file is by its first bytes, whatever its name says: some begin with readable letters. */
export function signedTextual(head: Uint8Array): FormatIdOf<'table' | 'text'> | null {
  return [...formatsOf('table'), ...formatsOf('text')].find((id) => shows(formats[id].signatures, head)) ?? null
}

interface Found {
  readonly kind: DataKind
  readonly path: string
}

/** The files of the most frequent kind, or of the one asked for, and the others with why they were left out. */
export function mostFrequentKind<T extends Found>(
  found: readonly T[],
  asked?: DataKind,
): { readonly kind: DataKind | null; readonly files: readonly T[]; readonly others: readonly SkippedFile[] } {
  const isCompanion = ({ kind, path }: Found) => kind !== 'picture' && companions.test(path.split('/').at(-1) ?? '')
  const data = found.filter((file) => !isCompanion(file))
  const considered = data.length > 0 ? data : found
  const count = (kind: DataKind) => considered.filter((file) => file.kind === kind).length
  const [frequent = 'picture'] = (['picture', 'table', 'text'] as const).toSorted((a, b) => count(b) - count(a))
  const kind = asked ?? frequent
  const files = considered.filter((file) => file.kind === kind)
  const taken = new Set(files)
  const others = found
    .filter((file) => !taken.has(file))
    .map((file) => ({ path: file.path, reason: isCompanion(file) ? companion : mixed(file.kind, kind) }))
  return { kind: found.length === 0 ? null : kind, files, others }
}

const companion = notice('fileDescribesData')
const names: Record<DataKind, Message> = {
  picture: notice('filesOfPictures'),
  table: notice('filesOfTables'),
  text: notice('filesOfTexts'),
}

function mixed(kind: DataKind, chosen: DataKind): Message {
  return notice('onlyMostFilesRead', { read: names[chosen], left: names[kind] })
}
