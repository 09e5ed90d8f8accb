/** Formats that are known and not read, with what to do instead. The page does not need them: the engine reads files. */
import { extensionOf, formats, type Signature, starts } from './formats.ts'

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

const refusedByExtension = new Map(refusedFormats.flatMap((format) => format.extensions.map((each) => [each, format])))

/** The refused format that a file's name says; null where it says none. */
export function namedRefusal(path: string): RefusedFormat | null {
  return refusedByExtension.get(extensionOf(path)) ?? null
}
