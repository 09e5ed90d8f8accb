/** The readers: one line a format, of the kind that the format's row says. */
import type { FormatId, formats } from '../../../shared/catalog/formats.ts'
import { arrowReader } from './arrow.ts'
import { avifReader } from './avif.ts'
import { bmpReader } from './bmp.ts'
import { chatLogReader } from './chatLog.ts'
import { conllReader } from './conll.ts'
import { csvReader, tsvReader } from './csvTable.ts'
import { docxReader } from './docx.ts'
import { epubReader } from './epub.ts'
import { fasttextReader } from './fasttext.ts'
import { gifReader } from './gif.ts'
import { gzipReader } from './gzip.ts'
import { heicReader } from './heic.ts'
import { htmlReader } from './html.ts'
import { icoReader } from './ico.ts'
import { jpegReader } from './jpeg.ts'
import { jsonReader } from './json.ts'
import { markdownReader } from './markdown.ts'
import { odsReader } from './ods.ts'
import { odtReader } from './odt.ts'
import { parquetReader } from './parquet.ts'
import { pdfReader } from './pdf.ts'
import { plainTextReader } from './plainText.ts'
import { pngReader } from './png.ts'
import type { ReaderOf } from './reader.ts'
import { rtfReader } from './rtf.ts'
import { subtitlesReader } from './subtitles.ts'
import { tarReader } from './tar.ts'
import { tiffReader } from './tiff.ts'
import { webpReader } from './webp.ts'
import { workbookReader } from './workbook.ts'
import { zipReader } from './zip.ts'

export const readers = {
  jpeg: jpegReader,
  png: pngReader,
  webp: webpReader,
  gif: gifReader,
  bmp: bmpReader,
  ico: icoReader,
  heic: heicReader,
  avif: avifReader,
  tiff: tiffReader,
  csv: csvReader,
  tsv: tsvReader,
  jsonl: jsonReader,
  json: jsonReader,
  conll: conllReader,
  fasttext: fasttextReader,
  chat: chatLogReader,
  parquet: parquetReader,
  workbook: workbookReader,
  ods: odsReader,
  arrow: arrowReader,
  text: plainTextReader,
  markdown: markdownReader,
  subtitles: subtitlesReader,
  html: htmlReader,
  pdf: pdfReader,
  docx: docxReader,
  odt: odtReader,
  rtf: rtfReader,
  epub: epubReader,
  zip: zipReader,
  gzip: gzipReader,
  tar: tarReader,
} satisfies { readonly [Id in FormatId]: ReaderOf<(typeof formats)[Id]['kind']> }
