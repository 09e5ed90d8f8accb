/** The compiled code that lies beside the package's script: fetched in a browser, read from the disk in Node. */
import type { RuntimeCode } from '../../shared/catalog/runtimeFiles.ts'
import { readFromDisk } from './disk.ts'

/** Written out one by one: bundlers look for this very form, and take the files along. */
const addresses: Readonly<Record<RuntimeCode, () => URL>> = {
  tensors: () => new URL('./tfjs-backend-wasm-simd.wasm', import.meta.url),
  plain: () => new URL('./kernels-plain.wasm', import.meta.url),
  relaxed: () => new URL('./kernels-relaxed.wasm', import.meta.url),
}

export async function readCode(file: RuntimeCode): Promise<Uint8Array<ArrayBuffer>> {
  const address = addresses[file]()
  if (address.protocol === 'file:') return readFromDisk(address)
  const answer = await fetch(address)
  if (!answer.ok)
    throw new Error(`${address} answered ${answer.status}: the package’s .wasm files have to lie beside its script.`)
  return new Uint8Array(await answer.arrayBuffer())
}
