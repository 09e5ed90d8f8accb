/**
 * One Chromium a worker, and one more with a graphics adapter in software where a test asks for it. Each test file opens
 * contexts of its own, which share no storage; the browsers end with their worker.
 */
import type { Browser } from 'playwright-core'
import { launchChromium } from '../../src/commands/chromium.ts'

const browsers = new Map<boolean, Promise<Browser>>()

export async function sharedBrowser({ webgpu = false }: { readonly webgpu?: boolean } = {}): Promise<Browser> {
  const open = await browsers.get(webgpu)
  if (open?.isConnected()) return open
  const launched = launchChromium({ webgpu })
  browsers.set(webgpu, launched)
  return launched
}
