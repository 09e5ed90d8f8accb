import { build } from 'vite'

/** The drawing code as one classic script that sets the global `sample`. */
export async function pageScript(entry: string): Promise<string> {
  const lib = { entry, formats: ['iife' as const], name: 'sample' }
  const result = await build({ configFile: false, logLevel: 'error', build: { write: false, lib } })
  const output = Array.isArray(result) ? result[0]?.output[0] : 'output' in result && result.output[0]
  if (!output) throw new Error('internal: the drawing code gave no bundle')
  return output.code
}
