/** A page that holds networks to their originals on a backend that only pages have; its script is `referencePage.ts`. */
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { pageScript } from '../../src/commands/sample/pageScript.ts'
import { sharedBrowser } from './browsers.ts'
import { fixtureFiles, fixturePath } from './reference.ts'

/** A secure context, which WebGPU asks for; every request is answered here. */
const origin = 'http://localhost'

export async function openReferencePage(backend: 'webgpu' | 'webgl'): Promise<Page> {
  const script = await pageScript(fileURLToPath(new URL('./referencePage.ts', import.meta.url)), 'references')
  const browser = await sharedBrowser({ [backend]: true })
  const page = await browser.newPage()
  await page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname === '/')
      return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>references</title>' })
    return route.fulfill({ path: fixturePath(pathname.slice(1)) })
  })
  await page.goto(`${origin}/`)
  await page.addScriptTag({ content: script })
  return page
}

/** Where the page finds a network's files. */
export function addressesOf(name: string): string[] {
  return fixtureFiles(name).map((file) => `${origin}/${name}/${file}`)
}
