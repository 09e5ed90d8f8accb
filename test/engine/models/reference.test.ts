/** Every family held to its original: block outputs, features, logits, losses and every parameter's gradient. */
import { describe, expect, test } from 'vitest'
import { startBackend } from '../../support/backends.ts'
import { fixtureNames, readFixture } from '../../support/reference.ts'
import { cases, expectAgreement } from '../../support/referenceCases.ts'
import { compareWithOriginal } from '../../support/referenceCheck.ts'

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  test.each(cases)('$name computes what the original computes, forward and backward', async ({ name, limits }) => {
    await startBackend(backend)
    expectAgreement(await compareWithOriginal(readFixture(name)), limits)
  })
})

test('no network among the fixtures is left out', () => {
  expect(cases.map(({ name }) => name).sort()).toEqual(fixtureNames().sort())
})
