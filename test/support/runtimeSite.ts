/** Where exports find the runtime: a stand-in for the built site, whose files say which they are. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Site } from '../../src/engine/export/page/runtime.ts'

export const builtSite: Site = {
  siteBase: 'https://studio.test/below/',
  fetch: async (address) => new Response(`/* ${String(address)} */`),
}

export const noSite: Site = { siteBase: 'https://studio.test/', fetch: () => Promise.reject(new Error('not asked')) }

/** The built site's own folder. */
export const distSite: Site = {
  siteBase: 'https://studio.test/',
  fetch: async (address) => {
    const bytes = await readFile(join('dist', new URL(String(address)).pathname))
    return new Response(new Uint8Array(bytes))
  },
}
