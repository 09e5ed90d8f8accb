/** A file that a person brought, or takes away. */

/** A file with the path it had in its folder or archive. Names are labels, never paths to write to. */
export interface NamedFile {
  readonly path: string
  readonly file: Blob
}

export interface ExportedFile {
  readonly name: string
  readonly blob: Blob
  /** CRC-32 of its bytes, where whoever wrote them has it: a large file is not read again for its archive. */
  readonly crc?: number
}
