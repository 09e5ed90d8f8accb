/**
 * The formats of files that data come in: one row each. Extensions, first bytes, limits, the words on the page and the
 * lists of file dialogs follow from these rows; what reads a format is a row of `engine/data/readers/readers.ts`, which
 * does not compile while one is missing. What is known and not read stands in `refusedFormats.ts`.
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
  /** Of these, the ones that programs give to files of any kind: only what stands in such a file tells. */
  readonly looseExtensions?: readonly string[]
  readonly mediaType: string
  /** Any of them; none where a text is told by its name. */
  readonly signatures: readonly Signature[]
  /** Of one file; of an archive, what it may unpack to. */
  readonly mostBytes: number
  /** What a person does with it. */
  readonly use: string
  /** A table or document whose file is no text. */
  readonly binary?: true
  /** Every browser decodes it, so that a picture which fails is damaged. */
  readonly decodedEverywhere?: true
}

const mebibyte = 1024 ** 2
const pictureBytes = 256 * mebibyte
const textBytes = 128 * mebibyte

const picture = { kind: 'picture', mostBytes: pictureBytes, use: 'One picture.' } as const
const table = { kind: 'table', mostBytes: textBytes, signatures: [] } as const
const rows = 'A text and its answer in each row.'
const text = {
  kind: 'text',
  mostBytes: textBytes,
  signatures: [],
  use: 'A text to classify, or to learn to write like.',
} as const

const pages = 'The text of its pages, to classify or to learn to write like.'

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
  ico: {
    ...picture,
    title: 'ICO',
    extensions: ['ico'],
    mediaType: 'image/x-icon',
    // A list of 1 to 255 pictures; the byte after the first one's sides and colours is 0.
    signatures: [[starts('\0\0\x01\0'), { at: 5, is: ['\0'] }, { at: 9, is: ['\0'] }]],
  },
  heic: {
    ...picture,
    title: 'HEIC',
    extensions: ['heic', 'heif', 'hif'],
    mediaType: 'image/heic',
    signatures: [brand('hei', 'hev', 'mif1', 'msf1')],
  },
  avif: {
    ...picture,
    title: 'AVIF',
    extensions: ['avif', 'avifs'],
    mediaType: 'image/avif',
    signatures: [brand('avif', 'avis')],
  },
  tiff: {
    ...picture,
    title: 'TIFF',
    extensions: ['tif', 'tiff'],
    mediaType: 'image/tiff',
    signatures: [[starts('II*\0', 'MM\0*', 'II+\0', 'MM\0+')]],
  },
  csv: {
    ...table,
    title: 'CSV',
    extensions: ['csv', 'psv', 'data', 'dat'],
    looseExtensions: ['data', 'dat'],
    mediaType: 'text/csv',
    use: rows,
  },
  tsv: {
    ...table,
    title: 'TSV',
    extensions: ['tsv', 'tab'],
    mediaType: 'text/tab-separated-values',
    use: rows,
  },
  jsonl: {
    ...table,
    title: 'JSONL',
    extensions: ['jsonl', 'ndjson', 'json1', 'manifest'],
    mediaType: 'application/jsonl',
    use: 'One JSON object per line, with a text and its answer.',
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
  fasttext: {
    ...table,
    title: 'fastText',
    extensions: ['ft', 'fasttext'],
    mediaType: 'text/x-fasttext',
    use: 'A text in each line, after its labels, as in "__label__good A fine day".',
  },
  chat: {
    ...table,
    title: 'chat',
    extensions: ['chat', 'irc'],
    mediaType: 'text/x-chat',
    use: 'Messages of a chat as WhatsApp, IRC and Zoom export them, each with who wrote it.',
  },
  parquet: {
    ...table,
    title: 'Parquet',
    extensions: ['parquet'],
    mediaType: 'application/vnd.apache.parquet',
    signatures: [[starts('PAR1')]],
    mostBytes: 1024 * mebibyte,
    binary: true,
    use: 'Texts or pictures and their answers, as on the Hugging Face Hub.',
  },
  workbook: {
    ...table,
    title: 'Excel',
    extensions: ['xlsx', 'xlsm'],
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    binary: true,
    use: 'A text and its answer in each row of a sheet.',
  },
  ods: {
    ...table,
    title: 'ODS',
    extensions: ['ods'],
    mediaType: 'application/vnd.oasis.opendocument.spreadsheet',
    binary: true,
    use: 'A text and its answer in each row of a sheet.',
  },
  arrow: {
    ...table,
    title: 'Arrow',
    extensions: ['arrow', 'feather'],
    mediaType: 'application/vnd.apache.arrow.file',
    // A stream begins with the mark before a message, which is its first.
    signatures: [[starts('ARROW1')], [starts('\xff\xff\xff\xff')]],
    mostBytes: 512 * mebibyte,
    binary: true,
    use: 'A text and its answer in each row, as pandas and the library datasets keep them.',
  },
  text: { ...text, title: 'plain text', extensions: ['txt', 'text', 'log'], mediaType: 'text/plain' },
  markdown: { ...text, title: 'Markdown', extensions: ['md', 'markdown'], mediaType: 'text/markdown' },
  subtitles: {
    ...text,
    title: 'subtitles',
    extensions: ['srt', 'vtt'],
    mediaType: 'text/vtt',
    use: 'What is spoken, to learn to write like.',
  },
  html: { ...text, title: 'HTML', extensions: ['html', 'htm', 'xhtml'], mediaType: 'text/html', use: pages },
  pdf: {
    ...text,
    title: 'PDF',
    extensions: ['pdf'],
    mediaType: 'application/pdf',
    signatures: [[starts('%PDF')]],
    binary: true,
    use: pages,
  },
  docx: {
    ...text,
    title: 'Word',
    extensions: ['docx', 'docm'],
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    binary: true,
    use: pages,
  },
  odt: {
    ...text,
    title: 'OpenDocument',
    extensions: ['odt'],
    mediaType: 'application/vnd.oasis.opendocument.text',
    binary: true,
    use: pages,
  },
  rtf: { ...text, title: 'RTF', extensions: ['rtf'], mediaType: 'application/rtf', use: pages },
  epub: {
    ...text,
    title: 'EPUB',
    extensions: ['epub'],
    mediaType: 'application/epub+zip',
    binary: true,
    use: pages,
  },
  zip: {
    kind: 'archive',
    title: 'zip',
    extensions: ['zip'],
    mediaType: 'application/zip',
    signatures: [[starts('PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08')]],
    mostBytes: 2 * 1024 * mebibyte,
    use: 'A zipped folder, with one folder per class.',
  },
  gzip: {
    kind: 'archive',
    title: 'gzip',
    extensions: ['gz', 'tgz'],
    mediaType: 'application/gzip',
    signatures: [[starts('\x1f\x8b')]],
    mostBytes: 2 * 1024 * mebibyte,
    use: 'One packed table or text, or a packed folder.',
  },
  tar: {
    kind: 'archive',
    title: 'tar',
    extensions: ['tar'],
    mediaType: 'application/x-tar',
    signatures: [[{ at: 257, is: ['ustar'] }]],
    mostBytes: 2 * 1024 * mebibyte,
    use: 'A folder in one file, with one folder per class.',
  },
} as const satisfies Record<string, FormatCard>

export type FormatId = keyof typeof formats
export type FormatIdOf<Kind extends FormatKind> = {
  [Id in FormatId]: (typeof formats)[Id]['kind'] extends Kind ? Id : never
}[FormatId]

const ids = Object.keys(formats) as FormatId[]
const byExtension = new Map<string, FormatId>(ids.flatMap((id) => formats[id].extensions.map((each) => [each, id])))

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

/** Whether its name says a format only by an ending that files of any kind have. */
export function isLooselyNamed(path: string): boolean {
  const format = namedFormat(path)
  return format !== null && (formatCard(format).looseExtensions?.includes(extensionOf(path)) ?? false)
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

export function starts(...is: readonly string[]): SignaturePart {
  return { at: 0, is }
}

/** The brand of a file that is written in boxes. */
function brand(...is: readonly string[]): Signature {
  return [
    { at: 4, is: ['ftyp'] },
    { at: 8, is },
  ]
}

/** Lower case, without the dot. */
export function extensionOf(path: string): string {
  return /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
}
