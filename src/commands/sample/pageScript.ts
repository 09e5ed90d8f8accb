import { build } from 'vite'

/** A module and all that it imports as one classic script, which sets a global of this name to what it exports. */
export async function pageScript(entry: string, name = 'sample'): Promise<string> {
  const lib = { entry, formats: ['iife' as const], name }
  const result = await build({ configFile: false, logLevel: 'error', build: { write: false, lib } })
  const output = Array.isArray(result) ? result[0]?.output[0] : 'output' in result && result.output[0]
  if (!output) throw new Error(`internal: ${entry} gave no bundle`)
  return output.code
}
