/**
 * The safetensors format: 8 bytes of header length, a JSON header, then the tensors' bytes without gap or overlap.
 * A file comes from anywhere, so that everything the header claims is checked before a tensor is handed out.
 */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { joinBytes } from '../joinBytes.ts'
import { type FileParts, partsOfBytes } from './fileParts.ts'
import { duplicateKey } from './jsonKeys.ts'
import { elementBytes, elementCount, type StoredDtype, type StoredTensor, type TensorFile } from './tensorFile.ts'

/** Ten million bytes; the largest published model needs about one. */
const largestHeader = 10_000_000
const metadataKey = '__metadata__'

/** The same for a file that is in memory. */
export function parseSafetensors(buffer: ArrayBuffer): TensorFile {
  return readSafetensors(partsOfBytes(new Uint8Array(buffer)))
}

/** Reads the header and checks the whole file; throws `weights-invalid`, naming the tensor and what was expected and received. */
export function readSafetensors(file: FileParts): TensorFile {
  const { header, dataStart } = readHeader(file)
  const { [metadataKey]: metadata = {}, ...rest } = header
  const entries = Object.entries(rest).map(([name, entry]) => checkEntry(name, entry))
  checkCoverage(entries, file.size - dataStart)
  const tensors = entries.map((entry) => [entry.name, tensorAt(file, dataStart, entry)] as const)
  return { tensors: new Map(tensors), metadata: checkMetadata(metadata) }
}

function tensorAt(file: FileParts, dataStart: number, { dtype, shape, begin, end }: Entry): StoredTensor {
  const start = dataStart + begin
  const all = () => file.read(start, dataStart + end)
  if (file.held) return { dtype, shape, bytes: all() }
  return {
    ...{ dtype, shape },
    get bytes() {
      return all()
    },
    part: (from, to) => file.read(start + from, start + to),
  }
}

/**
 * Writes a file whose bytes depend on the tensors only, not on the order they come in: widest type first, which keeps
 * every tensor aligned, then by name; the header is padded with spaces to a multiple of 8.
 */
export function writeSafetensors(...contents: Parameters<typeof safetensorsParts>): Uint8Array {
  return joinBytes(safetensorsParts(...contents))
}

/** The same file in pieces, the tensors' own bytes among them, so that a large one is not held twice. */
export function safetensorsParts(
  tensors: Iterable<readonly [string, StoredTensor]>,
  metadata: Record<string, string>,
): Uint8Array[] {
  const ordered = [...tensors].sort(byWidthThenName)
  const header = headerBytes(ordered, metadata)
  const length = new Uint8Array(8)
  new DataView(length.buffer).setBigUint64(0, BigInt(header.byteLength), true)
  return [length, header, ...ordered.map(([, tensor]) => tensor.bytes)]
}

interface Entry {
  readonly name: string
  readonly dtype: StoredDtype
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

const entrySchema = v.object({
  dtype: v.string(),
  shape: v.array(v.number()),
  data_offsets: v.tuple([v.number(), v.number()]),
})

function readHeader(file: FileParts): { header: Record<string, unknown>; dataStart: number } {
  if (file.size < 8) {
    throw new ThawError('weights-invalid', 'safetensorsTooShort', { bytes: file.size })
  }
  const claimed = viewOf(file.read(0, 8)).getBigUint64(0, true)
  if (claimed > BigInt(largestHeader)) {
    throw new ThawError('weights-invalid', 'safetensorsHeaderTooLong', {
      most: largestHeader,
      claimed: String(claimed),
    })
  }
  const length = Number(claimed)
  if (8 + length > file.size) {
    throw new ThawError('weights-invalid', 'safetensorsHeaderCut', { length, bytes: file.size })
  }
  return { header: parseHeader(file.read(8, 8 + length)), dataStart: 8 + length }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let text: string
  let header: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    header = JSON.parse(text)
  } catch (cause) {
    throw new ThawError('weights-invalid', 'safetensorsHeaderNotJson', {}, { cause })
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new ThawError('weights-invalid', 'safetensorsHeaderNoObject')
  }
  const twice = duplicateKey(text)
  if (twice !== null) throw new ThawError('weights-invalid', 'safetensorsNameTwice', { name: twice })
  return header as Record<string, unknown>
}

function checkEntry(name: string, value: unknown): Entry {
  const parsed = v.safeParse(entrySchema, value)
  if (!parsed.success) {
    throw new ThawError('weights-invalid', 'safetensorsEntryInvalid', { name, detail: parsed.issues[0].message })
  }
  const { dtype, shape, data_offsets } = parsed.output
  const [begin, end] = data_offsets
  if (!isStoredDtype(dtype)) {
    const known = Object.keys(elementBytes)
    throw new ThawError('weights-invalid', 'safetensorsTypeUnknown', { name, dtype, known })
  }
  const count = elementCount(shape)
  if (count === null) throw new ThawError('weights-invalid', 'safetensorsShapeInvalid', { name, shape })
  const expected = count * elementBytes[dtype]
  if (!Number.isSafeInteger(begin) || !Number.isSafeInteger(end) || begin < 0 || end - begin !== expected) {
    throw new ThawError('weights-invalid', 'safetensorsOffsetsWrong', { name, dtype, shape, expected, begin, end })
  }
  return { name, dtype, shape, begin, end }
}

/** The tensors must fill the data exactly, one after the other. */
function checkCoverage(entries: readonly Entry[], dataBytes: number): void {
  let filled = 0
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== filled) {
      const fault = begin > filled ? 'safetensorsGap' : 'safetensorsOverlap'
      throw new ThawError('weights-invalid', fault, { name, expected: filled, received: begin })
    }
    if (end > dataBytes) {
      throw new ThawError('weights-invalid', 'safetensorsTensorCut', { name, expected: end, received: dataBytes })
    }
    filled = end
  }
  if (filled !== dataBytes) {
    throw new ThawError('weights-invalid', 'safetensorsLengthWrong', { expected: filled, received: dataBytes })
  }
}

function checkMetadata(value: unknown): Readonly<Record<string, string>> {
  const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string'
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : null
  if (!entries?.every(isText)) throw new ThawError('weights-invalid', 'safetensorsMetadataInvalid')
  return Object.fromEntries(entries)
}

function isStoredDtype(dtype: string): dtype is StoredDtype {
  return Object.hasOwn(elementBytes, dtype)
}

function byWidthThenName(a: readonly [string, StoredTensor], b: readonly [string, StoredTensor]): number {
  return elementBytes[b[1].dtype] - elementBytes[a[1].dtype] || (a[0] < b[0] ? -1 : 1)
}

/** The header is joined by hand, because an object would reorder names that look like numbers. */
function headerBytes(ordered: readonly (readonly [string, StoredTensor])[], metadata: Record<string, string>) {
  const parts: string[] = []
  const sortedMetadata = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))
  if (sortedMetadata.length > 0) parts.push(`"${metadataKey}":${JSON.stringify(Object.fromEntries(sortedMetadata))}`)
  let begin = 0
  for (const [name, tensor] of ordered) {
    checkWritable(name, tensor)
    const end = begin + tensor.bytes.byteLength
    const entry = { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [begin, end] }
    parts.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`)
    begin = end
  }
  const bytes = new TextEncoder().encode(`{${parts.join(',')}}`)
  const padded = new Uint8Array(Math.ceil(bytes.byteLength / 8) * 8).fill(0x20)
  padded.set(bytes)
  return padded
}

function checkWritable(name: string, { dtype, shape, bytes }: StoredTensor): void {
  const expected = (elementCount(shape) ?? Number.NaN) * elementBytes[dtype]
  if (name === metadataKey || bytes.byteLength !== expected) {
    throw new Error(`internal: tensor "${name}" ${dtype} [${shape}] has ${bytes.byteLength} bytes`)
  }
}
