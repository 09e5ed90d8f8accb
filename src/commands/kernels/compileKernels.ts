/**
 * AssemblyScript → WebAssembly, in four variants: the heap that a module works on is shared between threads or not, and
 * relaxed SIMD (one rounding for a · b + c) is there or not.
 */
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import asc from 'assemblyscript/asc'
import { kernelFolder } from './readKernels.ts'

const variants: Record<string, readonly string[]> = {
  'plain.wasm': [],
  'relaxed.wasm': ['--enable', 'relaxed-simd'],
  'plain-shared.wasm': ['--enable', 'threads', '--sharedMemory'],
  'relaxed-shared.wasm': ['--enable', 'relaxed-simd', '--enable', 'threads', '--sharedMemory'],
}

const common = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'],
  // Addresses are 32 bits wide here, and the warning of those who think of 64 is not for us.
  ...['--disableWarning', '201'],
  ...['--importMemory', '--noExportMemory', '--maximumMemory', '65536'],
]

/** File name → bytes. @throws Error with the compiler's words, or when a module would write to the heap by itself. */
export async function compileKernels(): Promise<Map<string, Uint8Array>> {
  const compiled = new Map<string, Uint8Array>()
  for (const [name, options] of Object.entries(variants)) compiled.set(name, await compile(name, options))
  return compiled
}

async function compile(name: string, options: readonly string[]): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined
  const base = relative(process.cwd(), kernelFolder)
  const { error, stderr } = await asc.main(['index.ts', '--baseDir', base, '-o', name, ...common, ...options], {
    readFile: (path, folder) => readFile(join(folder, path), 'utf8').then(withDecorators, () => null),
    writeFile: (_path, contents) => {
      bytes = contents as Uint8Array
    },
    listFiles: () => null,
  })
  const words = stderr.toString()
  if (error || words || !bytes) throw new Error(`AssemblyScript cannot compile ${name}: ${words || error?.message}`)
  proveHarmless(name, bytes)
  return bytes
}

/**
 * TypeScript has no decorators of functions, so that neither the linter nor the type check would read a source with
 * AssemblyScript's. The sources write a comment `@inline` before a function, and the compiler gets the decorator.
 */
function withDecorators(source: string): string {
  return source.replaceAll('/* @inline */ ', '@inline ')
}

/** The heap is tfjs's: a module that brings data of its own would write it over what lies there. */
function proveHarmless(name: string, bytes: Uint8Array): void {
  const found = sections(bytes)
  if (found.get(importSection) !== 1)
    throw new Error(`${name} imports more than a memory: a kernel must not throw or trace`)
  if (found.has(dataSection)) throw new Error(`${name} has static data: a kernel must hold no string or array`)
}

const importSection = 2
const dataSection = 11

/**
 * Kind of each section → its first number, the count of what it holds (WebAssembly core specification 2.0, chapter
 * 5.5). Read by hand: Node 20 does not know relaxed SIMD, and refuses such a module.
 */
function sections(bytes: Uint8Array): Map<number, number> {
  const found = new Map<number, number>()
  let at = 8
  const number = () => {
    let value = 0
    for (let shift = 0, more = true; more; shift += 7) {
      const part = bytes[at++] as number
      value |= (part & 127) << shift
      more = part > 127
    }
    return value
  }
  while (at < bytes.length) {
    const kind = bytes[at++] as number
    const size = number()
    const end = at + size
    found.set(kind, number())
    at = end
  }
  return found
}
