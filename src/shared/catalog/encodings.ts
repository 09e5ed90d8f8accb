/**
 * The encodings that texts are read in: one row each, with what it is called on the page. Names are those of the
 * Encoding Standard, so that every browser's `TextDecoder` knows them, but for code pages of DOS (`data/codePages.ts`).
 */

export interface EncodingCard {
  readonly title: string
  /** What is written in it. */
  readonly use: string
  /** Letters stand in pairs of bytes and more. */
  readonly multibyte?: true
}

export const encodings = {
  'utf-8': { title: 'UTF-8', use: 'every script', multibyte: true },
  'utf-16le': { title: 'UTF-16', use: 'every script', multibyte: true },
  'utf-16be': { title: 'UTF-16, big-endian', use: 'every script', multibyte: true },
  gb18030: { title: 'GB 18030', use: 'simplified Chinese (GBK, GB2312)', multibyte: true },
  big5: { title: 'Big5', use: 'traditional Chinese', multibyte: true },
  shift_jis: { title: 'Shift JIS', use: 'Japanese', multibyte: true },
  'euc-jp': { title: 'EUC-JP', use: 'Japanese', multibyte: true },
  'iso-2022-jp': { title: 'ISO-2022-JP', use: 'Japanese', multibyte: true },
  'euc-kr': { title: 'EUC-KR', use: 'Korean', multibyte: true },
  'windows-1252': { title: 'Windows-1252', use: 'Western Europe' },
  'iso-8859-15': { title: 'ISO 8859-15', use: 'Western Europe, with the euro' },
  ibm850: { title: 'IBM 850', use: 'Western Europe, by DOS and Excel’s “CSV (MS-DOS)”' },
  ibm852: { title: 'IBM 852', use: 'Central Europe, by DOS' },
  macintosh: { title: 'Mac Roman', use: 'Western Europe, by older Macs' },
  'windows-1250': { title: 'Windows-1250', use: 'Central Europe' },
  'iso-8859-2': { title: 'ISO 8859-2', use: 'Central Europe' },
  'windows-1251': { title: 'Windows-1251', use: 'Cyrillic' },
  'koi8-r': { title: 'KOI8-R', use: 'Russian' },
  'koi8-u': { title: 'KOI8-U', use: 'Ukrainian' },
  'iso-8859-5': { title: 'ISO 8859-5', use: 'Cyrillic' },
  ibm866: { title: 'IBM 866', use: 'Cyrillic' },
  'windows-1253': { title: 'Windows-1253', use: 'Greek' },
  'iso-8859-7': { title: 'ISO 8859-7', use: 'Greek' },
  'windows-1254': { title: 'Windows-1254', use: 'Turkish' },
  'windows-1255': { title: 'Windows-1255', use: 'Hebrew' },
  'windows-1256': { title: 'Windows-1256', use: 'Arabic' },
  'windows-1257': { title: 'Windows-1257', use: 'Baltic' },
  'windows-1258': { title: 'Windows-1258', use: 'Vietnamese' },
  'windows-874': { title: 'Windows-874', use: 'Thai' },
} as const satisfies Record<string, EncodingCard>

export type EncodingId = keyof typeof encodings

export const encodingIds = Object.keys(encodings) as readonly EncodingId[]

/** An encoding by its name, in any case of letters; null for one that is not read. */
export function namedEncoding(name: string): EncodingId | null {
  const wanted = name.trim().toLowerCase()
  return encodingIds.find((id) => id === wanted || encodings[id].title.toLowerCase() === wanted) ?? null
}
