/**
 * Damaged tables of bytes by the thousand: each is read, or refused in words, soon and in bounded memory. Of those that
 * are XML in a zip the XML is damaged in most, since a zip's own sums find what is changed in it.
 */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { bytesSource } from '../../../src/engine/data/byteSource.ts'
import { createPace } from '../../../src/engine/data/pace.ts'
import type { BytesTableReader } from '../../../src/engine/data/readers/reader.ts'
import { readers } from '../../../src/engine/data/readers/readers.ts'
import { Skip } from '../../../src/engine/data/skip.ts'
import { type FormatIdOf, formatCard } from '../../../src/shared/catalog/formats.ts'
import { ThawError } from '../../../src/shared/messages/errors.ts'
import { seeded } from '../../../src/shared/random.ts'
import { entriesOf } from '../../support/archives.ts'
import { mostMilliseconds, mutatedBytes, mutatedParts, report, rounds, tried } from '../../support/mutate.ts'

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/tables/${name}`, import.meta.url)))
const xml = [
  ...['<', '>', '&', '&#x110000;', '&b;', '"', '\0', '<c r="XFD1048576"><v>1</v></c>', '<c r="A0"/>', '<row r="-1">'],
  ...['<v>999999</v>', 't="s"', '<!DOCTYPE a [<!ENTITY b "b">]>', '<b>'.repeat(2000), ' '.repeat(5000)],
  ...['table:number-columns-repeated="999999999"', 'table:number-rows-repeated="999999999"'],
]
const packed: { readonly [Id in FormatIdOf<'table'>]?: readonly string[] } = {
  parquet: ['kinds.parquet', 'codec-zstd.parquet', 'codec-brotli.parquet', 'codec-lz4.parquet', 'groups.parquet'],
  workbook: ['workbook.xlsx', 'opinions.xlsx'],
  ods: ['workbook.ods'],
  arrow: ['stream', 'kinds-uncompressed', 'kinds-lz4', 'kinds-zstd', 'kinds-more', 'replaced'].map((x) => `${x}.arrow`),
}
const few: { readonly [format: string]: number } = { parquet: 1000, workbook: 150, ods: 150, arrow: 2000 }

test('every table of bytes is among them', () => {
  const binary = Object.keys(readers).filter((id) => 'readSource' in readers[id as keyof typeof readers])
  expect(Object.keys(packed).toSorted()).toEqual(binary.toSorted())
})

test.each(Object.keys(packed) as FormatIdOf<'table'>[])(
  'damaged files of %s are read or refused in words, soon, in bounded memory',
  { timeout: 3_600_000 },
  async (id) => {
    const reader = readers[id] as BytesTableReader
    const random = seeded(`tables of ${id}`)
    const wholes = (packed[id] ?? []).map(fixture)
    const isZip = wholes[0]?.[0] === 0x50 && wholes[0][1] === 0x4b
    const parts = isZip ? await Promise.all(wholes.map(entriesOf)) : []
    const damaged = async (round: number) => {
      const at = round % wholes.length
      return isZip && round % 5 > 0
        ? mutatedParts(parts[at] ?? [], random, xml)
        : mutatedBytes(wholes[at] as Uint8Array, random)
    }
    const trials = await tried(
      rounds(few[id] ?? 0),
      async (round) => {
        const pace = createPace(new AbortController().signal)
        const source = bytesSource(await damaged(round))
        const { names, rows } = await reader.readSource(`some.${formatCard(id).extensions[0]}`, source, {
          pace,
          wanted: [],
        })
        for (const { cells } of rows) expect(cells.length).toBe(names.length)
      },
      (error) => error instanceof Skip || error instanceof ThawError,
    )
    report(id, trials)
    expect(trials.read).toBeGreaterThan(0.02 * (trials.read + trials.refused))
    expect(trials.refused).toBeGreaterThan(0)
    expect(trials.longest).toBeLessThan(mostMilliseconds)
    expect(trials.most).toBeLessThan(1000 * 2 ** 20)
  },
)

test('damaged gzip is unpacked or refused in words, soon', { timeout: 3_600_000 }, async () => {
  const random = seeded('gzip')
  const whole = gzipSync(fixture('table.json'))
  const { signal } = new AbortController()
  const trials = await tried(
    rounds(1000),
    async () => {
      const how = { budget: { bytes: 50_000_000 }, pace: createPace(signal), signal }
      const { files } = await readers.gzip.open(new Blob([mutatedBytes(whole, random)]), 'some.json.gz', how)
      for (const file of files) await file.read(() => {})
    },
    (error) => error instanceof Skip || error instanceof ThawError,
  )
  expect(trials.refused).toBeGreaterThan(0)
  expect(trials.longest).toBeLessThan(mostMilliseconds)
})
