/** What a reader of each kind of format gives. Limits and words are its format's row (`shared/catalog/formats.ts`). */
import type { EncodingId } from '../../../shared/catalog/encodings.ts'
import type { FormatKind } from '../../../shared/catalog/formats.ts'
import type { ByteSource } from '../byteSource.ts'
import type { Excerpt, FileListing } from '../dataFile.ts'
import type { DocumentLoss } from '../documentLosses.ts'
import type { Pixels } from '../imageCodec.ts'
import type { Pace } from '../pace.ts'
import type { TableOptions, TextTable } from '../table.ts'
import type { Grid } from './documentText.ts'
import type { Unpacking } from './unpacked.ts'

export interface PictureReader {
  readonly kind: 'picture'
  /** From the bytes of a whole file that has the format's signature. Throws Skip, or RangeError where they end too early. */
  readonly size: (bytes: Uint8Array) => readonly [width: number, height: number]
  /** Whether its pixels are as they were written, where the format can tell without decoding them. */
  readonly isIntact?: (bytes: Uint8Array) => boolean
  /** How it must be turned to stand upright, as EXIF counts it (`orientation.ts`). Absent where `decode` turns it. */
  readonly turned?: (bytes: Uint8Array) => number
  /** The same picture without what it says of turning, where not all browsers heed that. */
  readonly withoutTurn?: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>
  /** Its pixels, where browsers do not give them: upright and opaque. Fetches what it needs. Rejects where they are damaged. */
  readonly decode?: (bytes: Uint8Array<ArrayBuffer>) => Promise<Pixels>
}

export interface TableReader {
  readonly kind: 'table'
  /** Rows and columns; rows that do not fit are left out and counted. @throws ThawError where the whole is unsure. */
  readonly read: (title: string, text: string, reading: TableOptions) => Promise<TextTable>
  /**
   * Whether a text is such a table; `named` where the file's name says that it is a table of some kind, so that prose is
   * out of question.
   */
  readonly recognises?: (text: string, named: boolean) => boolean
  /** What it recognises is written in no other way, whatever the file's name says. */
  readonly unmistakable?: true
}

/** A table whose file is no text. */
export interface BytesTableReader {
  readonly kind: 'table'
  readonly readSource: (title: string, source: ByteSource, reading: TableOptions) => Promise<TextTable>
  /** The files that its rows hold, where they are pictures; null where they are not. Absent where none ever are. */
  readonly pictures?: (
    source: ByteSource,
    name: string,
    how: Unpacking & { readonly excerpt?: Excerpt },
  ) => Promise<FileListing | null>
}

/** A text that was read, and what there is to tell of it. */
export interface ReadText {
  readonly text: string
  /** Where the document is one table and as good as nothing else. */
  readonly grid?: Grid
  /** What it holds besides that no reader turns into text, counted by kind. */
  readonly leftOut?: { readonly [What in DocumentLoss]?: number }
}

export interface TextOptions {
  readonly title: string
  readonly pace: Pace
}

export interface TextReader {
  readonly kind: 'text'
  /** Rejects with Skip where there is none. */
  readonly read: (written: string, how: TextOptions) => Promise<ReadText>
  /** The encoding that the first bytes of a file name; null where they name none. */
  readonly declares?: (head: Uint8Array) => EncodingId | null
}

/** A text whose file is none: a document. */
export interface BytesTextReader {
  readonly kind: 'text'
  /** Rejects with Skip where there is none, or where it is protected or damaged. */
  readonly readBytes: (bytes: Uint8Array<ArrayBuffer>, how: TextOptions) => Promise<ReadText>
}

export interface ArchiveReader {
  readonly kind: 'archive'
  /** What it holds, not yet unpacked. @throws ThawError where nothing of it can be read. */
  readonly open: (blob: Blob, name: string, how: Unpacking) => Promise<FileListing>
}

export type ReaderOf<Kind extends FormatKind> = Extract<
  PictureReader | TableReader | BytesTableReader | TextReader | BytesTextReader | ArchiveReader,
  { readonly kind: Kind }
>
