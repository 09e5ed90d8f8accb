/** Long work lets the event loop turn, so that a person's cancelling is heard, and its results stay what they were. */
import { expect, test } from 'vitest'
import { profileColumns } from '../../../src/engine/data/columns/columnProfile.ts'
import { findEqual, firstEqual } from '../../../src/engine/data/equalExamples.ts'
import { labelRows } from '../../../src/engine/data/labelRows.ts'
import type { Pace } from '../../../src/engine/data/pace.ts'
import { jsonText } from '../../../src/engine/data/readers/jsonEntries.ts'
import { looseJson, looseJsonInTurns } from '../../../src/engine/data/readers/looseJson.ts'
import { fitsInTurns } from '../../../src/engine/data/reading.ts'
import { skippedRows } from '../../../src/engine/data/skippedRows.ts'
import { sortInTurns } from '../../../src/engine/data/sortInTurns.ts'
import { ThawError } from '../../../src/shared/messages/errors.ts'
import { seeded } from '../../../src/shared/random.ts'
import { dataReadings } from '../../../src/tasks/engines.ts'

/** Counts how often it is asked; from some time on it answers as after a cancel. */
function counted(most = Number.POSITIVE_INFINITY): Pace & { asked(): number } {
  let asked = 0
  return {
    asked: () => asked,
    async breathe() {
      asked++
      if (asked > most) throw new ThawError('cancelled', 'readingCancelled')
      return false
    },
  }
}

const rows = (count: number) => Array.from({ length: count }, (_, at) => `{'text': 'row ${at}', 'label': None}`)

test.each([0, 1, 4095, 4096, 4097, 20_000])(
  '%i things are sorted as at once, equal ones in their order',
  async (count) => {
    const random = seeded(`sort ${count}`)
    const items = Array.from({ length: count }, (_, place) => ({ key: random.below(50), place }))
    const byKey = (a: { key: number }, b: { key: number }) => a.key - b.key
    const pace = counted()
    expect(await sortInTurns(items, byKey, pace)).toEqual(items.toSorted(byKey))
    expect(pace.asked()).toBeGreaterThanOrEqual(Math.floor(count / 4096))
  },
)

test('what is nearly in order is sorted as well', async () => {
  const items = Array.from({ length: 20_000 }, (_, at) => (at === 7 ? 19_000.5 : at))
  expect(await sortInTurns(items, (a, b) => a - b, counted())).toEqual(items.toSorted((a, b) => a - b))
})

test('equal examples are found in turns, and can be cancelled under way', async () => {
  const examples = Array.from({ length: 20_000 }, (_, at) => ({ digest: String(at % 7_000) }))
  const pace = counted()
  await findEqual(examples, pace)
  expect(pace.asked()).toBe(5)
  expect([...firstEqual(examples)]).toEqual(examples.map((_, at) => at % 7_000))
  await expect(findEqual([...examples], counted(2))).rejects.toMatchObject({ code: 'cancelled' })
})

test('a sort that is cancelled ends', async () => {
  const items = Array.from({ length: 20_000 }, (_, at) => -at)
  await expect(sortInTurns(items, (a, b) => a - b, counted(3))).rejects.toMatchObject({ code: 'cancelled' })
})

test.each([
  ['a list', `[${rows(300).join(',\n')},]`],
  ['a list in an object', `{"meta": 1, "data": [${rows(300).join(',')}]}`],
])('%s of loose JSON is read as at once, with a turn after every entry', async (_, text) => {
  const pace = counted()
  expect(await looseJsonInTurns(text, pace)).toEqual(looseJson(text))
  expect(pace.asked()).toBeGreaterThanOrEqual(300)
  await expect(looseJsonInTurns(text, counted(100))).rejects.toMatchObject({ code: 'cancelled' })
})

test.each([
  ['lines', rows(300).join('\n')],
  ['a list', `[${rows(300).join(',\n')},]`],
  ['objects over lines', rows(300).join('\n').replaceAll(', ', ',\n')],
])('%s of JSON can be cancelled under way', async (_, text) => {
  expect((await jsonText(text, counted())).entries).toHaveLength(300)
  await expect(jsonText(text, counted(100))).rejects.toMatchObject({ code: 'cancelled' })
})

test('columns are looked at in turns', async () => {
  const table = {
    names: ['a', 'b'],
    rows: Array.from({ length: 12_000 }, (_, row) => ({ row, cells: [String(row), 'x'] })),
  }
  const pace = counted()
  await profileColumns(table, pace)
  expect(pace.asked()).toBe(6)
  await expect(profileColumns({ ...table }, counted(4))).rejects.toMatchObject({ code: 'cancelled' })
})

test('a table is looked at in turns before its shape is told', async () => {
  let looked = 0
  const cells = ['user', 'What is it?', '1']
  const row = (at: number) => ({
    row: at + 1,
    get cells() {
      looked++
      return cells
    },
  })
  const written = {
    title: 'a.csv',
    names: ['role', 'content', 'chat'],
    rows: Array.from({ length: 12_000 }, (_, at) => row(at)),
    skipped: skippedRows('a.csv'),
  }
  const reading = { textColumn: '', labelColumn: '', readings: dataReadings, pace: counted(1), onRows: () => {} }
  const reads = labelRows([{ title: 'a.csv', read: async () => written }], reading)
  await expect(reads).rejects.toMatchObject({ code: 'cancelled' })
  expect(looked).toBeLessThan(6_000)
})

test('readings are asked in turns, and the first fault is told where none fits', async () => {
  const fault = (column: string) =>
    new ThawError('data-unsupported', 'dataUnfitForTask', { title: column, needs: '', others: [] })
  const readings = ['a', 'b', 'c']
  const pace = counted()
  const found = await fitsInTurns(readings, pace, (one) => {
    if (one === 'a') throw fault(one)
    return [one]
  })
  expect(found).toEqual(['b', 'c'])
  expect(pace.asked()).toBe(3)
  const none = fitsInTurns(readings, counted(), (one) => {
    throw fault(one)
  })
  await expect(none).rejects.toMatchObject({ said: { parameters: { title: 'a' } } })
  await expect(fitsInTurns(readings, counted(1), (one) => [one])).rejects.toMatchObject({ code: 'cancelled' })
})
