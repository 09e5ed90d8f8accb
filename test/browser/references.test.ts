/** Every family held to its original on WebGPU, on each adapter in software: the checks of engine/models/reference.test.ts, to 1e-3. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import { type AdapterPage, adapters } from '../support/adapters.ts'
import { fixtureFiles } from '../support/reference.ts'
import { cases, expectAgreement } from '../support/referenceCases.ts'
import type { Comparison } from '../support/referenceCheck.ts'

describe.each(adapters)('$name', ({ absent, open }) => {
  describe.skipIf(absent)('', () => {
    let page: AdapterPage

    /** One page for all, so that each shader is compiled once. */
    beforeAll(async () => {
      page = await open('./referencePage.ts', 'references')
      expect(await page.evaluate<BackendReport>(`references.open('webgpu')`)).toMatchObject({ backend: 'webgpu' })
    })

    afterAll(() => page?.close())

    test.each(cases)('$name computes on WebGPU what the original computes, forward and backward', async ({ name }) => {
      const addresses = fixtureFiles(name).map((file) => `${page.url}${name}/${file}`)
      const comparisons = await page.evaluate<Comparison[]>(`references.compare(${JSON.stringify(addresses)})`)
      // A GPU may divide, and take roots and exponentials, a few units less exactly than IEEE 754 asks.
      expectAgreement(comparisons, { output: 1e-3, gradient: 1e-3 })
    })
  })
})
