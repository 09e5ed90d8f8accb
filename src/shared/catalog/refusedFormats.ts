/** Formats that are known and not read, with what to do instead. The page does not need them: the engine reads files. */
import type { Message } from '../messages/message.ts'
import { notice } from '../messages/say.ts'
import { extensionOf, formats, type Signature, starts } from './formats.ts'

export interface RefusedFormat {
  readonly title: string
  readonly extensions: readonly string[]
  /** None where it is told by its name, or by its text. */
  readonly signatures: readonly Signature[]
  /** Found in a file that is text, near its beginning. */
  readonly text?: RegExp
  /** What it is, and what to do instead. */
  readonly advice: Message
}

const brand = (...names: readonly string[]): Signature => [
  { at: 4, is: ['ftyp'] },
  { at: 8, is: names },
]

/** Tables of other programs: what to do is the same for all. */
const dataFormats: readonly {
  readonly title: string
  readonly extensions: readonly string[]
  readonly signatures?: readonly Signature[]
}[] = [
  { title: 'Python pickle', extensions: ['pkl', 'pickle', 'joblib'] },
  { title: 'NumPy', extensions: ['npy', 'npz'], signatures: [[starts('\x93NUMPY')]] },
  { title: 'HDF5', extensions: ['h5', 'hdf5', 'he5'], signatures: [[starts('\x89HDF')]] },
  { title: 'MATLAB', extensions: ['mat'], signatures: [[starts('MATLAB 5.0')]] },
  { title: 'TFRecord', extensions: ['tfrecord', 'tfrecords'] },
  { title: 'SQLite', extensions: ['db', 'sqlite', 'sqlite3'], signatures: [[starts('SQLite format 3')]] },
  { title: 'SQL', extensions: ['sql'] },
  { title: 'XML', extensions: ['xml'] },
  { title: 'YAML', extensions: ['yml', 'yaml'] },
  { title: 'Avro', extensions: ['avro'], signatures: [[starts('Obj\x01')]] },
  { title: 'ORC', extensions: ['orc'] },
  { title: 'SPSS', extensions: ['sav', 'zsav', 'por'], signatures: [[starts('$FL2', '$FL3')]] },
  { title: 'Stata', extensions: ['dta'] },
  { title: 'SAS', extensions: ['sas7bdat', 'xpt'] },
  { title: 'R', extensions: ['rds', 'rda', 'rdata'] },
]

/** Two lines and more of a label and its measurements, each with its number before a colon: LIBSVM's and SVMlight's. */
export const numberedFeatures =
  /^(?:[^\S\n]*(?:#.*)?\n)*(?:[+-]?\d+(?:\.\d+)?(?:,\d+)*(?:[ \t]+(?:qid|\d+):[+-]?[\d.]+(?:e[+-]?\d+)?)+[ \t]*(?:#.*)?(?:\r?\n|$)){2}/i

/** Formats that are known and not read, the particular before the general. */
export const refusedFormats: readonly RefusedFormat[] = [
  {
    title: 'RAW',
    extensions: ['cr2', 'cr3', 'crw', 'nef', 'nrw', 'arw', 'sr2', 'dng', 'orf', 'rw2', 'raf', 'pef', 'srw', 'raw'],
    signatures: [brand('crx '), [starts('IIRO', 'IIRS', 'MMOR', 'IIU\0', 'FUJIFILMCCD-RAW')]],
    advice: notice('rawUnreadable'),
  },
  {
    title: 'Photoshop',
    extensions: ['psd', 'psb'],
    signatures: [[starts('8BPS')]],
    advice: notice('photoshopUnreadable'),
  },
  {
    title: 'JPEG 2000',
    extensions: ['jp2', 'j2k', 'jpf', 'jpx'],
    signatures: [[starts('\0\0\0\x0cjP  ', '\xff\x4f\xff\x51')]],
    advice: notice('pictureFormatNotRead', { format: 'JPEG 2000' }),
  },
  {
    title: 'JPEG XL',
    extensions: ['jxl'],
    signatures: [[starts('\0\0\0\x0cJXL ', '\xff\x0a')]],
    advice: notice('pictureFormatNotRead', { format: 'JPEG XL' }),
  },
  {
    title: 'DICOM',
    extensions: ['dcm', 'dicom'],
    signatures: [[{ at: 128, is: ['DICM'] }]],
    advice: notice('dicomUnreadable'),
  },
  {
    title: 'video',
    extensions: ['mp4', 'mov', 'm4v'],
    signatures: [[{ at: 4, is: ['ftyp'] }]],
    advice: notice('videoIsNoPicture'),
  },
  {
    title: 'SVG',
    extensions: ['svg'],
    signatures: [],
    text: /<svg[\s>]/i,
    advice: notice('svgIsNoPixels'),
  },
  {
    title: 'Excel before 2007',
    extensions: ['xls', 'xlsb', 'xlt'],
    signatures: [],
    advice: notice('oldSpreadsheetNotRead'),
  },
  {
    title: 'Word before 2007',
    extensions: ['doc', 'dot'],
    signatures: [],
    advice: notice('oldDocumentNotRead'),
  },
  {
    title: 'PowerPoint before 2007',
    extensions: ['ppt', 'pps'],
    signatures: [],
    advice: notice('oldPresentationNotRead'),
  },
  {
    title: 'presentations',
    extensions: ['pptx', 'ppsx', 'odp'],
    signatures: [],
    advice: notice('presentationNotRead'),
  },
  {
    title: 'Pages, Numbers and Keynote',
    extensions: ['pages', 'numbers', 'key'],
    signatures: [],
    advice: notice('appleDocumentNotRead'),
  },
  {
    title: 'Kindle',
    extensions: ['mobi', 'azw', 'azw3', 'kfx'],
    signatures: [[{ at: 60, is: ['BOOKMOBI'] }]],
    advice: notice('kindleBookNotRead'),
  },
  {
    title: 'LIBSVM',
    extensions: ['libsvm', 'svm', 'svmlight'],
    signatures: [],
    text: numberedFeatures,
    advice: notice('featuresAreNoText'),
  },
  ...dataFormats.map(({ title, extensions, signatures = [] }) => ({
    title,
    extensions,
    signatures,
    advice: notice('dataFormatNotRead', { format: title }),
  })),
  {
    // Of these the name says more.
    title: 'Office before 2007',
    extensions: [],
    signatures: [[starts('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')]],
    advice: notice('oldOfficeNotRead'),
  },
  {
    title: 'an archive inside the data',
    extensions: [],
    signatures: [...formats.zip.signatures, ...formats.gzip.signatures, ...formats.tar.signatures],
    advice: notice('archiveInsideData'),
  },
  {
    title: 'other archives',
    extensions: ['rar', '7z', 'xz', 'bz2', 'zst'],
    signatures: [[starts('Rar', '7z', '\xfd7zXZ', 'BZh')]],
    advice: notice('archiveFormatUnreadable'),
  },
]

const refusedByExtension = new Map(refusedFormats.flatMap((format) => format.extensions.map((each) => [each, format])))

/** The refused format that a file's name says; null where it says none. */
export function namedRefusal(path: string): RefusedFormat | null {
  return refusedByExtension.get(extensionOf(path)) ?? null
}
