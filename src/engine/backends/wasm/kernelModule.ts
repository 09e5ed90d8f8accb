/** Which of the compiled kernels (kernels/) this machine can run, and their code. */

/** File names in kernels/, without the ending. */
export type KernelFile = 'plain' | 'relaxed' | 'plain-shared' | 'relaxed-shared'

/** Compiled kernels, or null where WebAssembly has no SIMD: tfjs's own do the work then. */
export async function loadKernels(
  shared: boolean,
  read: (file: KernelFile) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<WebAssembly.Module | null> {
  if (!WebAssembly.validate(probe(plainOpcode))) return null
  const kind = WebAssembly.validate(probe(relaxedOpcode)) ? 'relaxed' : 'plain'
  return WebAssembly.compile(await read(shared ? `${kind}-shared` : kind))
}

/** v128.xor, and f32x4.relaxed_madd with the third operand it takes. */
const plainOpcode = [0xfd, 0x51]
const relaxedOpcode = [0x20, 0x00, 0xfd, 0x85, 0x02]

/** A module with one function, (v128) → v128, that runs the instruction on copies of its parameter. */
function probe(instruction: readonly number[]): Uint8Array<ArrayBuffer> {
  const body = [0x00, 0x20, 0x00, 0x20, 0x00, ...instruction, 0x0b]
  const signature = [0x01, 0x06, 0x01, 0x60, 0x01, 0x7b, 0x01, 0x7b]
  const functions = [0x03, 0x02, 0x01, 0x00]
  const code = [0x0a, body.length + 2, 0x01, body.length, ...body]
  return new Uint8Array([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, ...signature, ...functions, ...code])
}
