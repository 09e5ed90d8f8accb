/**
 * The formats of files that data come in: one row each. Extensions, first bytes, limits, the words on the page and the
 * lists of file dialogs follow from these rows; what reads a format is a row of `engine/data/readers/readers.ts`, which
 * does not compile while one is missing. Formats that are refused are rows too, with what to do instead.
 */

/** What a format gives: pixels, rows and columns, running text, or other files. */
export type FormatKind = 'picture' | 'table' | 'text' | 'archive'

/** All of its parts must hold. Bytes are written as characters of Latin-1. */
export type Signature = readonly SignaturePart[]

export interface SignaturePart {
  readonly at: number
  /** Any of these stands there. */
  readonly is: readonly string[]
}

export interface FormatCard {
  readonly kind: FormatKind
  readonly title: string
  /** Lower case, without the dot; what is written has the first. No extension belongs to two formats. */
  readonly extensions: readonly string[]
  readonly mediaType: string
  /** Any of them; none where a text is told by its name. */
  readonly signatures: readonly Signature[]
  /** Of one file; of an archive, what it may unpack to. */
  readonly mostBytes: number
  /** What a person does with it. */
  readonly use: string
  /** A table "metadata" in this format labels the pictures beside it, as on the Hugging Face Hub. */
  readonly labelsPictures?: true
  /** Every browser decodes it, so that a picture which fails is damaged. */
  readonly decodedEverywhere?: true
}

const mebibyte = 1024 ** 2
const pictureBytes = 256 * mebibyte
const textBytes = 128 * mebibyte

const picture = { kind: 'picture', mostBytes: pictureBytes, use: 'One picture to sort.' } as const
const table = { kind: 'table', mostBytes: textBytes, signatures: [] } as const
const rows = 'A text and its answer in each row.'
const text = { kind: 'text', mostBytes: textBytes, signatures: [], use: 'A text to sort, or to continue.' } as const

export const formats = {
  jpeg: {
    ...picture,
    title: 'JPEG',
    extensions: ['jpg', 'jpeg'],
    mediaType: 'image/jpeg',
    signatures: [[starts('\xff\xd8\xff')]],
    decodedEverywhere: true,
  },
  png: {
    ...picture,
    title: 'PNG',
    extensions: ['png'],
    mediaType: 'image/png',
    signatures: [[starts('\x89PNG')]],
    decodedEverywhere: true,
  },
  webp: {
    ...picture,
    title: 'WebP',
    extensions: ['webp'],
    mediaType: 'image/webp',
    signatures: [[starts('RIFF'), { at: 8, is: ['WEBP'] }]],
  },
  gif: {
    ...picture,
    title: 'GIF',
    extensions: ['gif'],
    mediaType: 'image/gif',
    signatures: [[starts('GIF87a', 'GIF89a')]],
  },
  bmp: {
    ...picture,
    title: 'BMP',
    extensions: ['bmp'],
    mediaType: 'image/bmp',
    // "BM" alone begins many a text; the length of the second header, which follows, has one of seven values.
    signatures: [[starts('BM'), { at: 14, is: ['\x0c', '\x28', '\x34', '\x38', '\x40', '\x6c', '\x7c'] }]],
  },
  csv: {
    ...table,
    title: 'CSV',
    extensions: ['csv'],
    mediaType: 'text/csv',
    use: rows,
    labelsPictures: true,
  },
  tsv: {
    ...table,
    title: 'TSV',
    extensions: ['tsv'],
    mediaType: 'text/tab-separated-values',
    use: rows,
  },
  jsonl: {
    ...table,
    title: 'JSONL',
    extensions: ['jsonl', 'ndjson'],
    mediaType: 'application/jsonl',
    use: 'One JSON object a line, with a text and its answer.',
    labelsPictures: true,
  },
  json: {
    ...table,
    title: 'JSON',
    extensions: ['json'],
    mediaType: 'application/json',
    use: 'A list of JSON objects, each with a text and its answer.',
  },
  conll: {
    ...table,
    title: 'CoNLL',
    extensions: ['conll', 'conllu', 'iob', 'iob2', 'bio'],
    mediaType: 'text/x-conll',
    use: 'A word and its tag in each line, an empty line between sentences.',
  },
  text: { ...text, title: 'plain text', extensions: ['txt', 'text'], mediaType: 'text/plain' },
  markdown: { ...text, title: 'Markdown', extensions: ['md', 'markdown'], mediaType: 'text/markdown' },
  zip: {
    kind: 'archive',
    title: 'zip',
    extensions: ['zip'],
    mediaType: 'application/zip',
    signatures: [[starts('PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08')]],
    mostBytes: 2 * 1024 * mebibyte,
    use: 'A folder packed into one file: a folder for each class.',
  },
} as const satisfies Record<string, FormatCard>

export type FormatId = keyof typeof formats
export type FormatIdOf<Kind extends FormatKind> = {
  [Id in FormatId]: (typeof formats)[Id]['kind'] extends Kind ? Id : never
}[FormatId]

export interface RefusedFormat {
  readonly title: string
  readonly extensions: readonly string[]
  /** None where it is told by its name, or by its text. */
  readonly signatures: readonly Signature[]
  /** Found in a file that is text, near its beginning. */
  readonly text?: RegExp
  /** What it is, and what to do instead. */
  readonly advice: string
  /** The same for a file that is named as a text, where that differs. */
  readonly adviceForTexts?: string
}

const brand = (...names: readonly string[]): Signature => [
  { at: 4, is: ['ftyp'] },
  { at: 8, is: names },
]

/** Formats that are known and not read, the particular before the general. */
export const refusedFormats: readonly RefusedFormat[] = [
  {
    title: 'HEIC',
    extensions: ['heic', 'heif'],
    signatures: [brand('hei', 'hev', 'mif1', 'msf1')],
    advice: 'HEIC pictures cannot be read here. Convert it to JPEG or PNG.',
  },
  {
    title: 'AVIF',
    extensions: ['avif', 'avifs'],
    signatures: [brand('avif', 'avis')],
    advice: 'AVIF pictures are not read. Convert it to JPEG or PNG.',
  },
  {
    title: 'video',
    extensions: ['mp4', 'mov', 'm4v'],
    signatures: [[{ at: 4, is: ['ftyp'] }]],
    advice: 'This is a video, not a picture.',
  },
  {
    title: 'TIFF',
    extensions: ['tif', 'tiff'],
    signatures: [[starts('II*\0', 'MM\0*')]],
    advice: 'TIFF pictures cannot be read here. Convert it to JPEG or PNG.',
  },
  {
    title: 'PDF',
    extensions: ['pdf'],
    signatures: [[starts('%PDF')]],
    advice: 'This is a PDF document. Export its pictures as JPEG or PNG.',
    adviceForTexts: 'This is a PDF document. Save its text as .txt.',
  },
  {
    title: 'SVG',
    extensions: ['svg'],
    signatures: [],
    text: /<svg[\s>]/i,
    advice: 'SVG is a drawing program, not pixels. Convert it to PNG.',
  },
  {
    title: 'Excel',
    extensions: ['xlsx', 'xls', 'xlsm', 'ods'],
    signatures: [],
    advice: 'Spreadsheet files are not read. Save the sheet as CSV.',
  },
  {
    title: 'Word',
    extensions: ['docx', 'doc', 'odt', 'rtf'],
    signatures: [],
    advice: 'Word-processor documents are not read. Save the text as .txt.',
  },
  {
    title: 'Parquet',
    extensions: ['parquet'],
    signatures: [[starts('PAR1')]],
    advice: 'Parquet tables are not read. Save it as CSV or JSONL.',
  },
  {
    title: 'an archive inside the data',
    extensions: [],
    signatures: formats.zip.signatures,
    advice: 'This is an archive inside the data; it was not opened. Unpack it first.',
  },
  {
    title: 'other archives',
    extensions: ['rar', '7z', 'gz', 'tgz', 'tar'],
    signatures: [[starts('Rar', '7z', '\x1f\x8b')]],
    advice: 'This archive format cannot be read here. Unpack it, or make a zip.',
  },
]

const ids = Object.keys(formats) as FormatId[]
const byExtension = new Map<string, FormatId>(ids.flatMap((id) => formats[id].extensions.map((each) => [each, id])))
const refusedByExtension = new Map(refusedFormats.flatMap((format) => format.extensions.map((each) => [each, format])))

export function formatCard(id: FormatId): FormatCard {
  return formats[id]
}

/** The rows of a kind, in their order. */
export function formatsOf<Kind extends FormatKind>(kind: Kind): readonly FormatIdOf<Kind>[] {
  return ids.filter((id): id is FormatIdOf<Kind> => formats[id].kind === kind)
}

/** "JPEG, PNG, WebP, GIF, BMP" */
export function formatTitles(kind: FormatKind): string {
  return formatsOf(kind)
    .map((id) => formats[id].title)
    .join(', ')
}

/** The format that a file's name says; null where it says none. */
export function namedFormat(path: string): FormatId | null {
  return byExtension.get(extensionOf(path)) ?? null
}

/** Whether a file's name says a format of these kinds. */
export function isNamed(path: string, ...kinds: readonly FormatKind[]): boolean {
  const format = namedFormat(path)
  return format !== null && kinds.includes(formats[format].kind)
}

/** The refused format that a file's name says; null where it says none. */
export function namedRefusal(path: string): RefusedFormat | null {
  return refusedByExtension.get(extensionOf(path)) ?? null
}

/** "cats.zip" → "cats", for formats of these kinds, or of any; other names stay whole. */
export function withoutExtension(path: string, ...kinds: readonly FormatKind[]): string {
  const named = kinds.length === 0 ? namedFormat(path) !== null : isNamed(path, ...kinds)
  return named ? path.slice(0, path.lastIndexOf('.')) : path
}

/** "Pasted text" → "Pasted text.tsv" */
export function fileNameIn(id: FormatId, name: string): string {
  return `${name}.${formats[id].extensions[0]}`
}

/** What a file dialog offers. Pictures are offered whole: some that are refused are better explained than hidden. */
export function acceptOf(...kinds: readonly FormatKind[]): string {
  return kinds.flatMap((kind) => (kind === 'picture' ? [`${pictureMedia}*`] : dotted(kind))).join(',')
}

function dotted(kind: FormatKind): string[] {
  return formatsOf(kind).flatMap((id) => formats[id].extensions.map((each) => `.${each}`))
}

const pictureMedia = 'image/'

/** Whether the browser takes a file for a picture, by its media type. */
export function isPictureMedia(mediaType: string): boolean {
  return mediaType.startsWith(pictureMedia)
}

/** Whether the first bytes of a file show one of these signatures. */
export function shows(signatures: readonly Signature[], head: Uint8Array): boolean {
  return signatures.some((parts) => parts.every(({ at, is }) => is.some((wanted) => standsAt(head, at, wanted))))
}

function standsAt(head: Uint8Array, at: number, wanted: string): boolean {
  for (let i = 0; i < wanted.length; i++) if (head[at + i] !== wanted.charCodeAt(i)) return false
  return true
}

function starts(...is: readonly string[]): SignaturePart {
  return { at: 0, is }
}

function extensionOf(path: string): string {
  return /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
}
