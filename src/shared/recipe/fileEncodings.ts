/** Encodings that a person chose for single files, as they are written: "reviews.csv=koi8-r". */
import { type EncodingId, namedEncoding } from '../catalog/encodings.ts'

export interface NamedEncoding {
  readonly path: string
  /** Null where it is none that is read. */
  readonly encoding: EncodingId | null
}

/** A path may hold the sign itself. */
export function fileEncoding(written: string): NamedEncoding {
  const at = written.lastIndexOf('=')
  return { path: written.slice(0, Math.max(0, at)), encoding: namedEncoding(written.slice(at + 1)) }
}

/** Those that stand, with another for one file; in the order of their paths. */
export function withFileEncoding(standing: readonly string[], path: string, encoding: EncodingId): readonly string[] {
  const others = standing.filter((one) => fileEncoding(one).path !== path)
  return [...others, `${path}=${encoding}`].sort()
}
