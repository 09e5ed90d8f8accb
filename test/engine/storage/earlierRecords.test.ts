import { expect, test } from 'vitest'
import { upgradedRecord } from '../../../src/engine/storage/earlierRecords.ts'

test('a record of version 1 gets today’s names, and keeps all that it holds', () => {
  const states = [{ epoch: 1, step: 4, warmth: [0, 0.01], memory: { bytes: 8 } }]
  const words = { trail: { epochs: [], states, later: true }, goneOn: { sites: null }, looks: 3 }
  const before = { version: 1, id: 'a', note: 'x', ...words }
  expect(upgradedRecord(before)).toEqual({
    ...{ version: 2, id: 'a', note: 'x', testViews: 3, continued: { sites: null } },
    log: { epochs: [], states: [{ epoch: 1, step: 4, updateRatios: [0, 0.01], memory: { bytes: 8 } }], later: true },
  })
})

test.each([
  ['a record of today', { version: 2, log: { states: [] } }],
  ['a record of a later version', { version: 3, trail: 1 }],
  ['a list', [1]],
  ['nothing', null],
  ['words', 'version 1'],
])('%s stays as it is', (_, value) => {
  expect(upgradedRecord(value)).toBe(value)
})

test('what a damaged record has in the log’s place is left for the schema to refuse', () => {
  expect(upgradedRecord({ version: 1, trail: 'none' })).toEqual({ version: 2, log: 'none' })
  expect(upgradedRecord({ version: 1, trail: { states: [7] } })).toEqual({ version: 2, log: { states: [7] } })
})
