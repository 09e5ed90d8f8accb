/**
 * One Chromium a worker, and one more with a graphics adapter in software or a camera where a test asks for it. Each test file opens
 * contexts of its own, which share no storage; the browsers end with their worker.
 */
import type { Browser } from 'playwright-core'
import { type LaunchOptions, launchChromium } from '../../src/commands/chromium.ts'

const browsers = new Map<string, Promise<Browser>>()

export async function sharedBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const which = JSON.stringify(options)
  const open = await browsers.get(which)
  if (open?.isConnected()) return open
  const launched = launchChromium(options)
  browsers.set(which, launched)
  return launched
}
