/** Reads the folders under test/fixtures/reference in Node: what original implementations computed. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseSafetensors } from '../../src/engine/weights/safetensors.ts'
import type { TensorFile } from '../../src/engine/weights/tensorFile.ts'
import type { Fixture } from './referenceFixture.ts'

const folder = new URL('../fixtures/reference/', import.meta.url)

/** All files of one network's folder. */
export function readFixture(name: string): Fixture {
  return new Map(fixtureFiles(name).map((file) => [file, fixtureBytes(`${name}/${file}`)]))
}

/** The networks that there are: folders with what an original computed. */
export function fixtureNames(): string[] {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.map(({ name }) => name).filter((name) => fixtureFiles(name).includes('reference.safetensors'))
}

export function fixtureFiles(name: string): string[] {
  return readdirSync(new URL(`${name}/`, folder))
}

export function fixturePath(file: string): string {
  return fileURLToPath(new URL(file, folder))
}

export function readTensors(file: string): TensorFile {
  return parseSafetensors(fixtureBytes(file))
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
}

function fixtureBytes(file: string): ArrayBuffer {
  const bytes = readFileSync(new URL(file, folder))
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
}
