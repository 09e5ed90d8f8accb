import { formats } from '../../shared/catalog/formats.ts'

const { zip, gzip: _gzip, tar: _tar, ...loose } = formats

/** What the studio reads at most. Beyond these a file is hostile or a mistake, and reading on would only cost memory. */
export const limits = {
  files: 50_000,
  /** Folders are cheap, but not free. */
  archiveEntries: 100_000,
  folderLevels: 8,
  /** Archives around a file, one in another. */
  archiveLevels: 4,
  classes: 1_000,
  /** Unpacked bytes of all archives of one request. */
  unpackedBytes: zip.mostBytes,
  /** Pictures of larger archives are unpacked whenever they are wanted, and not kept in memory. */
  keptUnpackedBytes: 64 * 1024 ** 2,
  /** Unpacked to packed bytes of one entry, once it is larger than `freelyUnpackedBytes`. */
  unpackRatio: 100,
  freelyUnpackedBytes: 1024 ** 2,
  /** One file, before anything is known of it; each format then has a limit of its own. */
  fileBytes: Math.max(...Object.values(loose).map(({ mostBytes }) => mostBytes)),
  /** A table beside pictures, which only names them. */
  tableBytes: 32 * 1024 ** 2,
  /** One page of a Parquet file, unpacked. */
  pageBytes: 256 * 1024 ** 2,
  /** All parts of a workbook, unpacked. */
  workbookBytes: 512 * 1024 ** 2,
  /** One stream of a PDF, unpacked. */
  pdfStreamBytes: 128 * 1024 ** 2,
  /** All parts of a document, unpacked. */
  documentBytes: 256 * 1024 ** 2,
  /** What is fetched of one data set of a hub, packed: rows beyond are left out. */
  hubBytes: 512 * 1024 ** 2,
  columns: 1_000,
  rows: 500_000,
  /** What the used columns of a Parquet file unpack to: rows beyond are left out. */
  tableUnpackedBytes: 512 * 1024 ** 2,
  /** Of these, what columns that nothing trains on may take: further ones are not read. */
  asideBytes: 128 * 1024 ** 2,
  /** Characters of one text; what is longer is cut. */
  textLength: 100_000,
  pixels: 40_000_000,
  /** Of all pictures together whose format has no checksums, up to which each is decoded once when it is read. */
  checkedPixels: 4_000_000,
  side: 16_384,
  /** Characters of a label or path that are shown. */
  labelLength: 80,
  pathLength: 160,
  /** Rows of one table that are listed one by one when they are left out. */
  listedRows: 100,
} as const
