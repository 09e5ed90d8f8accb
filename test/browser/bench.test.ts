/** `bench.html` in the built site, on a graphics adapter in software and at its smallest. */
import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import type { CardResult } from '../bench/card/result.ts'
import { axeFaults } from '../support/axe.ts'
import { sharedBrowser } from '../support/browsers.ts'

interface Opening {
  readonly webgpu: boolean
  readonly colorScheme?: 'light' | 'dark'
}

async function openBench({ webgpu, colorScheme = 'light' }: Opening): Promise<Page> {
  const browser = await sharedBrowser({ webgpu })
  const context = await browser.newContext({
    colorScheme,
    viewport: { width: 390, height: 844 },
    permissions: ['clipboard-read', 'clipboard-write'],
    serviceWorkers: 'block',
  })
  const page = await context.newPage()
  await page.goto(`${inject('studioUrl')}bench.html?size=tiny`)
  return page
}

test('the page measures by keyboard, with WASM’s losses, and copies its result', async () => {
  const page = await openBench({ webgpu: true })
  expect(await page.locator('#size').inputValue()).toBe('tiny')
  expect(await axeFaults(page)).toEqual([])
  await page.locator('#start').focus()
  await page.keyboard.press('Enter')
  await page.locator('#cancel:focus').waitFor()
  await page.locator('#copy:focus').waitFor({ timeout: 560_000 })
  await page.keyboard.press('Enter')
  await page.locator('#status', { hasText: 'Copied.' }).waitFor()
  const result = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as CardResult
  expect(result).toMatchObject({ version: 1, size: 'tiny', leftOut: [], adapter: { software: true } })
  expect(result.adapter.limits.maxComputeInvocationsPerWorkgroup).toBeGreaterThanOrEqual(256)
  expect(result.products.map(({ side, operand }) => [side, operand])).toEqual([
    [64, 'f32'],
    [64, 'int4'],
  ])
  for (const { ms, gflops } of result.products) expect(gflops).toBeCloseTo((2 * 64 ** 3) / (ms * 1e6), 6)
  const [trained] = result.trained
  expect(trained?.wasmLosses).toHaveLength(3)
  // Single precision summed in another order; AdamW's first steps turn on signs of gradients that are nearly zero.
  for (const [step, loss] of (trained?.wasmLosses ?? []).entries())
    expect(Math.abs((trained?.losses[step] as number) - loss) / loss).toBeLessThan(2e-3)
  expect(trained?.wasmLosses[0]).toBeCloseTo(Math.log(4), 0)
  expect(trained?.same).toBe(true)
  expect(await page.locator('#card').textContent()).toMatch(/swiftshader.*\(software\)$/i)
  expect(await page.locator('#trained tbody td').last().textContent()).toBe('yes')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await axeFaults(page)).toEqual([])
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.context().close()
})

test('a browser without WebGPU is told what to do, and a cancelled measurement keeps nothing', async () => {
  const page = await openBench({ webgpu: false, colorScheme: 'dark' })
  await page.locator('#start').click()
  const alert = page.locator('#error')
  await alert.waitFor()
  expect(await alert.textContent()).toMatch(
    /this browser (has no WebGPU|offers no GPU).*Use a current Chrome or Edge with/s,
  )
  expect(await axeFaults(page)).toEqual([])
  await page.locator('#start:focus').waitFor()
  // In one breath: without a GPU the measurement ends by itself soon.
  await page.evaluate(() => {
    for (const id of ['start', 'cancel']) document.getElementById(id)?.click()
  })
  await page.locator('#status', { hasText: 'Cancelled. Nothing was kept.' }).waitFor()
  expect(await page.locator('#copy').isVisible()).toBe(false)
  await page.context().close()
})

test('the service worker keeps nothing of it', async () => {
  const script = await (await fetch(`${inject('studioUrl')}service-worker.js`)).text()
  expect(script).toContain('"index.html"')
  expect(script).not.toMatch(/"bench[./]/)
})
