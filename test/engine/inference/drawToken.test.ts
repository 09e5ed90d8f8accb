import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { candidatesOf, type DrawSettings, drawToken, penalised } from '../../../src/engine/inference/drawToken.ts'
import { seeded } from '../../../src/shared/random.ts'

interface Case {
  readonly settings: Required<DrawSettings>
  readonly text: readonly number[]
  readonly logits: readonly number[]
  readonly probabilities: readonly (number | null)[]
  readonly likeliest: number
}

/** By test/reference/make_sampling.py. */
const file = fileURLToPath(new URL('../../fixtures/reference/sampling.json', import.meta.url))
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }

const named = cases.map((one) => [`${JSON.stringify(one.settings)} after ${one.text.length} tokens`, one] as const)

test.each(named)('as transformers draws: %s', (_, { settings, text, logits, probabilities, likeliest }) => {
  expect(drawToken(logits, { ...settings, temperature: 0 }, seeded(1), text)).toBe(likeliest)
  if (settings.temperature === 0) return
  const left = candidatesOf(penalised(logits, text, settings.repetitionPenalty), settings)
  const whole = left.reduce((sum, { weight }) => sum + weight, 0)
  const shares: (number | null)[] = logits.map(() => null)
  for (const { id, weight } of left) shares[id] = weight / whole
  for (const [id, share] of shares.entries()) {
    const wanted = probabilities[id] as number | null
    // The original computes in 32 bits.
    if (wanted === null || share === null) expect(share, `token ${id}`).toBe(wanted)
    else expect(Math.abs(share - wanted), `token ${id}`).toBeLessThan(1e-6)
  }
})

test('the cases leave tokens out, and penalties change what is likeliest', () => {
  const minP = cases.filter(({ settings }) => settings.minP > 0 && settings.minP < 1)
  expect(minP.some(({ probabilities }) => probabilities.includes(null))).toBe(true)
  const changed = cases.filter(
    ({ settings, logits, likeliest }) =>
      settings.repetitionPenalty > 1 && likeliest !== logits.indexOf(Math.max(...logits)),
  )
  expect(changed.length).toBeGreaterThan(0)
})

test('settings that are absent change nothing', () => {
  const logits = [0, 2, 1]
  const settings = { temperature: 1, topK: 0, topP: 1 }
  expect(candidatesOf(penalised(logits, [1]), settings).map(({ id }) => id)).toEqual([1, 2, 0])
  expect(penalised(logits, [1, 1], 2)).toEqual(Float32Array.from([0, 1, 1]))
  // An id that no logit stands for is a token that was added to the tokeniser alone.
  expect(penalised(logits, [7], 2)).toEqual(Float32Array.from(logits))
})

test.each([undefined, 0, 0.1])('a network that answers with no numbers still writes a token (min p %s)', (minP) => {
  const settings = { temperature: 1, topK: 0, topP: 0.9, ...(minP !== undefined && { minP }) }
  const none = [Number.NaN, Number.NaN, Number.NaN]
  expect([0, 1, 2]).toContain(drawToken(none, settings, seeded(1)))
  expect([0, 1, 2]).toContain(drawToken([Number.NaN, 1, 2], settings, seeded(1)))
})
