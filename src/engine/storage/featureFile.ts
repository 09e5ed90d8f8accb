/**
 * One file of features that were computed, row by row: named by what computed them, and in it by what they were computed
 * from. Records are appended, each with as many rows as came together, and are believed by their checksum; a torn or
 * damaged one is skipped, since everything here can be computed anew. Reads and writes are synchronous and go
 * through the system's own cache: a row is there in microseconds.
 */

import { crc32 } from '../../shared/crc32.ts'
import type { PackedRow } from './packedRow.ts'

/** A file that one worker holds alone, as the browser's synchronous access handle is. */
export interface RandomAccessFile {
  /** Bytes that were read: fewer where the file ends. */
  read(into: Uint8Array, at: number): number
  /** Bytes that were written. @throws where the device refuses. */
  write(bytes: Uint8Array, at: number): number
  size(): number
  truncate(bytes: number): void
  close(): void
}

export interface FeatureFile {
  /** Whether rows of an earlier run stand here: they are checked before they are believed. */
  readonly inherited: boolean
  has(key: string): boolean
  /** Null where there is none, or it is damaged. */
  row(key: string): PackedRow | null
  /** The sides of one row's features, without the tokens; null where nothing is here. */
  shape(): readonly number[] | null
  /** False where there is no room, or the device refuses: from then on nothing is added. */
  add(rows: readonly (readonly [key: string, row: PackedRow])[], shape: readonly number[]): Promise<boolean>
  /** Whether more may be added. */
  readonly open: boolean
  /** Throws away all that is here: it is not what this run would compute. */
  discard(): void
  /** Lets go of the file. */
  close(): Promise<void>
}

export interface FeatureFileOptions {
  readonly file: RandomAccessFile
  /** Makes room for so many bytes more; false where there is none. */
  readonly makeRoom: (bytes: number) => Promise<boolean>
  readonly now: () => number
  /** Called once, when the file is closed. */
  readonly onClose: () => Promise<void>
}

/** A feature file over a file that this worker holds alone. */
export class RowFile implements FeatureFile {
  readonly #file: RandomAccessFile
  readonly #makeRoom: FeatureFileOptions['makeRoom']
  readonly #onClose: FeatureFileOptions['onClose']
  #index = new Map<string, Place>()
  #shape: readonly number[] | null = null
  /** Where the next record goes. */
  #end = fileHeaderBytes
  #open = true
  #closed = false
  readonly inherited: boolean

  constructor({ file, makeRoom, now, onClose }: FeatureFileOptions) {
    this.#file = file
    this.#makeRoom = makeRoom
    this.#onClose = onClose
    this.#attempt(() => {
      if (!isOurs(file)) file.truncate(0)
      for (const record of scan(file)) this.#learn(record)
      // A torn record at the end is written over; the time says when the file was last of use.
      file.truncate(this.#end)
      file.write(fileHeader(now()), 0)
    }, undefined)
    this.inherited = this.#index.size > 0
  }

  get open(): boolean {
    return this.#open && !this.#closed
  }

  has(key: string): boolean {
    return !this.#closed && this.#index.has(key)
  }

  shape(): readonly number[] | null {
    return this.#shape
  }

  row(key: string): PackedRow | null {
    const place = this.#index.get(key)
    if (!place || this.#closed) return null
    const { record } = place
    record.sound ??= this.#attempt(() => isSound(this.#file, record), false)
    const bytes = record.sound ? this.#attempt(() => readExactly(this.#file, place.at, place.bytes), null) : null
    if (bytes) return { half: place.half, exponent: place.exponent, tokens: place.tokens, bytes }
    this.#forget(record)
    return null
  }

  async add(rows: readonly (readonly [key: string, row: PackedRow])[], shape: readonly number[]): Promise<boolean> {
    if (!this.open || rows.length === 0) return false
    const bytes = encode(rows, shape)
    if (!(await this.#makeRoom(bytes.byteLength))) {
      this.#open = false
      return false
    }
    const at = this.#end
    const whole = this.#attempt(() => this.#file.write(bytes, at) === bytes.byteLength, false)
    if (whole) this.#learn({ ...decode(bytes, at), sound: true })
    else {
      this.#open = false
      this.#attempt(() => this.#file.truncate(at), undefined)
    }
    return whole
  }

  discard(): void {
    this.#index = new Map()
    this.#shape = null
    this.#end = fileHeaderBytes
    this.#attempt(() => this.#file.truncate(this.#end), undefined)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    try {
      this.#file.close()
    } finally {
      await this.#onClose()
    }
  }

  /** Where the device refuses, nothing more is added. */
  #attempt<T>(work: () => T, fallback: T): T {
    try {
      return this.#closed ? fallback : work()
    } catch {
      this.#open = false
      return fallback
    }
  }

  #learn({ rows, ...record }: Scanned): void {
    this.#shape = record.shape
    const one: Place['record'] = { at: record.at, bytes: record.bytes, sound: record.sound }
    for (const { key, ...row } of rows) this.#index.set(key, { record: one, ...row })
    this.#end = record.at + record.bytes
  }

  #forget(record: Place['record']): void {
    for (const [key, place] of this.#index) if (place.record === record) this.#index.delete(key)
  }
}

interface Place extends Omit<PackedRow, 'bytes'> {
  /** Shared by the rows of a record; `sound` null before its checksum was looked at. */
  readonly record: { readonly at: number; readonly bytes: number; sound: boolean | null }
  readonly at: number
  readonly bytes: number
}

interface Scanned {
  readonly at: number
  readonly bytes: number
  readonly shape: readonly number[]
  readonly sound: boolean | null
  readonly rows: readonly (Omit<Place, 'record'> & { readonly key: string })[]
}

/** The file begins with its mark and when it was last of use (milliseconds, float64). */
const fileMark = 0x31465754 // "TWF1"
const fileHeaderBytes = 16
const recordMark = 0x43455254 // "TREC"
/** mark, checksum of all after it, bytes in all, rows, rank, four sides */
const recordHeaderWords = 9
const mostRank = 4
/** A row's key; then half or not, exponent, tokens (0: none), bytes. */
const keyBytes = 16
const rowHeaderBytes = keyBytes + 16

function fileHeader(time: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(fileHeaderBytes))
  view.setUint32(0, fileMark, true)
  view.setFloat64(8, time, true)
  return new Uint8Array(view.buffer)
}

function isOurs(file: RandomAccessFile): boolean {
  const bytes = readExactly(file, 0, fileHeaderBytes)
  return bytes !== null && new DataView(bytes.buffer).getUint32(0, true) === fileMark
}

/** Reads the heads of records alone; stops at the first that is not whole. */
function* scan(file: RandomAccessFile): Generator<Scanned> {
  const size = file.size()
  for (let at = fileHeaderBytes; at < size; ) {
    const head = readExactly(file, at, 4 * recordHeaderWords)
    if (!head) return
    const [mark, , bytes = 0, rows = 0] = new Uint32Array(head.buffer)
    const heads = 4 * recordHeaderWords + rows * rowHeaderBytes
    if (mark !== recordMark || bytes < heads || at + bytes > size) return
    const whole = readExactly(file, at, heads)
    if (!whole) return
    const record = { ...decode(whole, at), sound: null }
    if (record.bytes !== bytes) return
    yield record
    at += bytes
  }
}

function encode(
  rows: readonly (readonly [key: string, row: PackedRow])[],
  shape: readonly number[],
): Uint8Array<ArrayBuffer> {
  const heads = 4 * recordHeaderWords + rows.length * rowHeaderBytes
  const bytes = rows.reduce((sum, [, row]) => sum + row.bytes.byteLength, heads)
  const record = new Uint8Array(bytes)
  const view = new DataView(record.buffer)
  const sides = Array.from({ length: mostRank }, (_, side) => shape[side] ?? 0)
  for (const [word, value] of [recordMark, 0, bytes, rows.length, shape.length, ...sides].entries())
    view.setUint32(4 * word, value, true)
  let payload = heads
  for (const [place, [key, row]] of rows.entries()) {
    const head = 4 * recordHeaderWords + place * rowHeaderBytes
    for (let at = 0; at < keyBytes; at++) record[head + at] = key.charCodeAt(at)
    view.setUint32(head + keyBytes, Number(row.half), true)
    view.setInt32(head + keyBytes + 4, row.exponent, true)
    view.setUint32(head + keyBytes + 8, row.tokens ?? 0, true)
    view.setUint32(head + keyBytes + 12, row.bytes.byteLength, true)
    record.set(row.bytes, payload)
    payload += row.bytes.byteLength
  }
  view.setUint32(4, crc32(record.subarray(8)), true)
  return record
}

/** @param record its heads at least; `at` where it lies in the file. */
function decode(record: Uint8Array<ArrayBuffer>, at: number): Omit<Scanned, 'sound'> {
  const view = new DataView(record.buffer, record.byteOffset)
  const [count, rank] = [view.getUint32(12, true), Math.min(mostRank, view.getUint32(16, true))]
  const shape = Array.from({ length: rank }, (_, side) => view.getUint32(20 + 4 * side, true))
  let payload = 4 * recordHeaderWords + count * rowHeaderBytes
  const rows = Array.from({ length: count }, (_, place) => {
    const head = 4 * recordHeaderWords + place * rowHeaderBytes
    const bytes = view.getUint32(head + keyBytes + 12, true)
    const row = {
      key: String.fromCharCode(...record.subarray(head, head + keyBytes)),
      half: view.getUint32(head + keyBytes, true) === 1,
      exponent: view.getInt32(head + keyBytes + 4, true),
      tokens: view.getUint32(head + keyBytes + 8, true) || null,
      at: at + payload,
      bytes,
    }
    payload += bytes
    return row
  })
  return { at, bytes: payload, shape, rows }
}

function isSound(file: RandomAccessFile, { at, bytes }: Place['record']): boolean {
  const record = readExactly(file, at, bytes)
  return record !== null && new DataView(record.buffer).getUint32(4, true) === crc32(record.subarray(8))
}

function readExactly(file: RandomAccessFile, at: number, bytes: number): Uint8Array<ArrayBuffer> | null {
  const into = new Uint8Array(bytes)
  return file.read(into, at) === bytes ? into : null
}
