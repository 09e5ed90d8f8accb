/**
 * Texts in older encodings against the detectors chardet and charset-normalizer of Python
 * (`test/reference/make_encodings.py`): every text that was written is read as it was, and so where either of them
 * reads it rightly, the values are the same. Where they do not is counted here, so that the fixture says what it shows.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decodedIn } from '../../../src/engine/data/decodedIn.ts'
import { decodeText } from '../../../src/engine/data/decodeText.ts'

interface Case {
  readonly language: string
  readonly encoding: string
  readonly rows: number
  readonly text: string
  readonly bytes: string
  readonly chardet: string | null
  readonly chardetRight: boolean
  readonly normalizerRight: boolean
}

const { cases } = JSON.parse(readFileSync(new URL('../../fixtures/encodings.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[]
}

describe.each(cases)('$language in $encoding, $rows rows', ({ text, bytes }) => {
  test('is read as it was written', async () => {
    const found = await decodeText(Uint8Array.from(Buffer.from(bytes, 'base64')))
    expect(found.text.normalize('NFC')).toBe(text)
    expect(found.damage).toBe(0)
  })
})

test('of the same bytes chardet reads all but three as they were written, and charset-normalizer most', () => {
  const wrong = cases.filter(({ chardetRight }) => !chardetRight)
  expect(wrong.map(({ language, encoding, rows }) => `${language} in ${encoding}, ${rows}`)).toEqual([
    'Czech in iso-8859-2, 4',
    'Czech in iso-8859-2, 10',
    'Estonian in windows-1257, 4',
  ])
  expect([cases.length, cases.filter(({ normalizerRight }) => normalizerRight).length]).toEqual([200, 172])
})

test('the signs of Windows-1252 are signs, whatever the platform makes of them', () => {
  const bytes = Uint8Array.of(0x93, 0x61, 0x94, 0x20, 0x80, 0x96, 0x92, 0x9f, 0xe9)
  expect(decodedIn('windows-1252', bytes)).toBe('“a” €–’Ÿé')
  expect(decodedIn('iso-8859-1', bytes)).toBe('“a” €–’Ÿé')
})
