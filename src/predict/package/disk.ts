/** Node's files, without an import that a bundler for pages would stumble over. */
interface NodeFiles {
  readFile(path: string | URL): Promise<Uint8Array<ArrayBuffer>>
  readdir(path: string | URL): Promise<string[]>
}

interface NodeProcess {
  getBuiltinModule?(name: string): unknown
}

/** Null where there is no Node, or one before 20.16. */
export function nodeFiles(): NodeFiles | null {
  const { process } = globalThis as { readonly process?: NodeProcess }
  return (process?.getBuiltinModule?.('node:fs/promises') as NodeFiles | undefined) ?? null
}

export async function readFromDisk(path: string | URL): Promise<Uint8Array<ArrayBuffer>> {
  const files = nodeFiles()
  if (!files) throw new Error(`"${path}" lies on a disk, which Node reads from 20.16 on.`)
  return new Uint8Array(await files.readFile(path))
}
