/**
 * The messages of an Arrow file or stream: its schema, then stretches of rows and the dictionaries that they refer to.
 * Format: https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc
 */
import { ThawError } from '../../../shared/messages/errors.ts'
import { limits } from '../limits.ts'
import { type ArrowSchema, readSchema } from './arrowFields.ts'
import { Flatbuffer, type FlatTable } from './flatbuffer.ts'
import { unpackLz4Frame } from './lz4Frame.ts'
import { type DecompressZstd, unpackZstd } from './unpackZstd.ts'

export interface ArrowBatch {
  readonly rows: number
  /** Cells of each column and of the columns within, in the order of the schema. */
  readonly nodes: readonly { readonly length: number; readonly nulls: number }[]
  /** Values, in the same order; unpacked when they are asked for. */
  readonly buffers: readonly (() => Uint8Array<ArrayBuffer>)[]
  /** Buffers of each column whose texts stand in several. */
  readonly views: readonly number[]
}

export interface ArrowParts {
  readonly schema: ArrowSchema
  /** In the order of the file; those of a dictionary stand before the rows that need them. */
  readonly parts: readonly ArrowPart[]
}

export type ArrowPart =
  | { readonly kind: 'rows'; readonly batch: ArrowBatch }
  | { readonly kind: 'dictionary'; readonly id: number; readonly adds: boolean; readonly batch: ArrowBatch }

type Bytes = Uint8Array<ArrayBuffer>

const magic = 'ARROW1'
const messages = { schema: 1, dictionary: 2, rows: 3 } as const

/** @throws RangeError where it is damaged. */
export function arrowParts(bytes: Bytes, decompress: DecompressZstd): ArrowParts {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, magic.length))
  if (head.startsWith('FEA1')) throw new RangeError('it is in the first version of Feather')
  return head === magic ? fileParts(bytes, decompress) : streamParts(bytes, decompress)
}

/** At the end of a file stand its schema and the places of its messages. */
function fileParts(bytes: Bytes, decompress: DecompressZstd): ArrowParts {
  const end = bytes.length - magic.length - 4
  const whole = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = whole.getInt32(end, true)
  if (length < 8 || length > end) throw new RangeError(`an end of ${length} bytes`)
  const flat = new Flatbuffer(bytes.subarray(end - length, end))
  const footer = flat.table(0)
  const schema = footer.table(1)
  if (!schema) throw new RangeError('no schema')
  const places = [...footer.vector(2, 24), ...footer.vector(3, 24)].map((at) => flat.number(at, 8))
  return {
    schema: readSchema(schema, (at) => flat.number(at, 4)),
    parts: places.flatMap((at) => {
      const part = partOf(messageAt(bytes, at), decompress)
      return part ? [part] : []
    }),
  }
}

function streamParts(bytes: Bytes, decompress: DecompressZstd): ArrowParts {
  let schema: ArrowSchema | null = null
  const parts: ArrowPart[] = []
  for (let at = 0; at + 8 <= bytes.length; ) {
    const message = messageAt(bytes, at)
    if (!message) break
    at = message.next
    if (message.type === messages.schema) schema ??= readSchema(message.header, message.read4)
    const part = partOf(message, decompress)
    if (part) parts.push(part)
  }
  if (!schema) throw new RangeError('no schema')
  return { schema, parts }
}

interface ArrowMessage {
  readonly type: number
  readonly header: FlatTable
  readonly flat: Flatbuffer
  readonly read4: (at: number) => number
  readonly body: Bytes
  readonly next: number
}

/** @returns null at the mark of the end. */
function messageAt(bytes: Bytes, start: number): ArrowMessage | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // Files before version 0.15 have no mark before the length.
  const at = view.getInt32(start, true) === -1 ? start + 4 : start
  const length = view.getInt32(at, true)
  if (length === 0) return null
  const from = at + 4
  if (length < 0 || from + length > bytes.length)
    throw new RangeError(`it is cut off: a message of ${length} bytes, of which ${bytes.length - from} are there`)
  const flat = new Flatbuffer(bytes.subarray(from, from + length))
  const message = flat.table(0)
  const header = message.table(2)
  const size = message.number(3, 8)
  const left = bytes.length - from - length
  if (size < 0 || size > left)
    throw new RangeError(`it is cut off: values of ${size} bytes, of which ${left} are there`)
  if (!header) throw new RangeError('a message without a head')
  const version4 = 3
  if (message.number(0, 2) < version4) throw new RangeError('it was written by a version of Arrow before 0.8')
  const next = from + length + size
  const body = bytes.subarray(from + length, next)
  return { type: message.number(1, 1), header, flat, read4: (place) => flat.number(place, 4), body, next }
}

function partOf(message: ArrowMessage | null, decompress: DecompressZstd): ArrowPart | null {
  if (message?.type === messages.rows) return { kind: 'rows', batch: batchOf(message, message.header, decompress) }
  const batch = message?.type === messages.dictionary ? message.header.table(1) : null
  if (!message || !batch) return null
  const { header } = message
  return {
    kind: 'dictionary',
    id: header.number(0, 8),
    adds: header.flag(2),
    batch: batchOf(message, batch, decompress),
  }
}

function batchOf({ flat, body }: ArrowMessage, batch: FlatTable, decompress: DecompressZstd): ArrowBatch {
  const packing = batch.table(3)
  const unpack = packing && unpackerOf(packing, decompress)
  return {
    rows: count(batch.number(0, 8)),
    nodes: batch.vector(1, 16).map((at) => ({ length: count(flat.number(at, 8)), nulls: flat.number(at + 8, 8) })),
    buffers: batch.vector(2, 16).map((at) => {
      const [start, length] = [flat.number(at, 8), flat.number(at + 8, 8)]
      if (start < 0 || length < 0 || start + length > body.length)
        throw new RangeError(`values at ${start} to ${start + length} of ${body.length} bytes`)
      const bytes = body.subarray(start, start + length)
      return () => (unpack && length > 0 ? unpack(bytes) : bytes)
    }),
    views: batch.vector(4, 8).map((at) => count(flat.number(at, 8))),
  }
}

function count(value: number): number {
  if (value < 0) throw new RangeError(`a count of ${value}`)
  return value
}

/** Before packed bytes stands what they unpack to; -1 means that they are not packed. All of a batch share one budget. */
function unpackerOf(packing: FlatTable, decompress: DecompressZstd): (bytes: Bytes) => Bytes {
  const codec = packing.number(0, 1)
  let left: number = limits.tableUnpackedBytes
  return (bytes) => {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigInt64(0, true))
    const packed = bytes.subarray(8)
    if (length === -1) return packed
    // Zstandard packs a constant column to next to nothing: there the budget alone bounds it.
    if (length < 0 || (codec === 0 && length > Math.max(limits.freelyUnpackedBytes, 1000 * packed.length)))
      throw new RangeError(`${packed.length} bytes that claim to hold ${length}`)
    left -= length
    if (left < 0) throw new ThawError('data-too-large', 'archiveUnpacksTooLarge', { most: limits.tableUnpackedBytes })
    if (codec === 0) return unpackLz4Frame(packed, length)
    return unpackZstd(decompress, packed, length)
  }
}
