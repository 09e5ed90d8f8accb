/** One network's folder of test/fixtures/reference, understood: its files as the engine reads them, and the truth. */
import { parseSafetensors } from '../../src/engine/weights/safetensors.ts'
import { type StoredTensor, type TensorFile, widen } from '../../src/engine/weights/tensorFile.ts'
import { parseTfjsManifest, readTfjsManifest } from '../../src/engine/weights/tfjsManifest.ts'

/** The folder's files by name. */
export type Fixture = ReadonlyMap<string, ArrayBuffer>

/** What the original computed. */
export interface Reference {
  readonly keys: readonly string[]
  /** As float32. */
  values(key: string): Float32Array
  /** Stored as I64. */
  integers(key: string): number[]
  shape(key: string): readonly number[]
}

export function referenceOf(fixture: Fixture): Reference {
  const tensors = withOwnHead(parseSafetensors(bytesOf(fixture, 'reference.safetensors')).tensors)
  const stored = (key: string): StoredTensor => {
    const tensor = tensors.get(key)
    if (!tensor) throw new Error(`The reference has no "${key}".`)
    return tensor
  }
  return {
    keys: [...tensors.keys()],
    values: (key) => widen(stored(key)),
    integers: (key) => integersOf(stored(key)),
    shape: (key) => stored(key).shape,
  }
}

/** What a model is opened from: safetensors with their configuration, or a tfjs manifest with its shards. */
export async function modelFilesOf(
  fixture: Fixture,
): Promise<{ config: unknown; preprocessor: unknown; weights: TensorFile }> {
  if (fixture.has('model.json')) {
    const manifest = parseTfjsManifest(jsonOf(fixture, 'model.json'), 'https://models.example/model.json')
    const file = await readTfjsManifest(manifest, async ({ name }) => new Uint8Array(bytesOf(fixture, name)))
    const weights = { ...file, tensors: withOwnHead(file.tensors) }
    return { config: manifest.topology, preprocessor: null, weights }
  }
  const preprocessor = 'preprocessor_config.json'
  return {
    config: jsonOf(fixture, 'config.json'),
    preprocessor: fixture.has(preprocessor) ? jsonOf(fixture, preprocessor) : null,
    weights: parseSafetensors(bytesOf(fixture, 'model.safetensors')),
  }
}

/** Keras's MobileNet classifies by a 1×1 convolution of 1,000 classes, which we leave out; its numbers serve our head. */
function withOwnHead(tensors: ReadonlyMap<string, StoredTensor>): Map<string, StoredTensor> {
  return new Map([...tensors].map(([name, tensor]) => [name.replace(/\bconv_preds\//, 'head/'), tensor]))
}

function jsonOf(fixture: Fixture, file: string): unknown {
  return JSON.parse(new TextDecoder().decode(bytesOf(fixture, file)))
}

function bytesOf(fixture: Fixture, file: string): ArrayBuffer {
  const bytes = fixture.get(file)
  if (!bytes) throw new Error(`The fixture has no "${file}".`)
  return bytes
}

function integersOf({ bytes }: StoredTensor): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.byteLength / 8 }, (_, index) => Number(view.getBigInt64(index * 8, true)))
}
