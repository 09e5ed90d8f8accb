// The examples of the page: what a person makes of them, taken back and done again; what the engine refuses; what is listed.
import { describe, expect, test } from 'vitest'
import type { ExampleTable } from '../../src/shared/domain/cleaning.ts'
import type { WireError } from '../../src/shared/messages/errors.ts'
import { ExampleDesk } from '../../src/studio/features/clean/exampleDesk.ts'
import {
  classCounts,
  editCounts,
  editsOf,
  redone,
  restored,
  undone,
  withClass,
  withLabel,
  withoutClass,
  withRenamed,
} from '../../src/studio/features/clean/exampleEdits.ts'
import { gridSize, movedTo, placesInSight } from '../../src/studio/features/clean/gridPlaces.ts'
import { listedAmong, listedExamples } from '../../src/studio/features/clean/listedExamples.ts'
import type { CleanActions } from '../../src/studio/store/cleanActions.ts'

const table: ExampleTable = {
  ...{ pictures: true, sorted: true, names: ['cat', 'dog'] },
  was: Int32Array.of(0, 0, 0, 1, 1, 1),
  now: Int32Array.of(0, 0, 0, 1, 1, 1),
  places: Int32Array.of(0, 1, 2, 3, 4, 5),
  part: Uint8Array.of(0, 0, 2, 0, 1, 2),
}

const counts = (edits: ReturnType<typeof editsOf>) => classCounts(edits).map(({ name, count }) => [name, count])

describe('edits', () => {
  test('are taken back and done again one by one, and a new one ends what could be done again', () => {
    const first = withLabel(editsOf(table), [0], 'dog', 'moved')
    const second = withLabel(first, [0, 3], null, 'left out')
    expect([...second.now]).toEqual([-1, 0, 0, -1, 1, 1])
    expect([...undone(second).now]).toEqual([1, 0, 0, 1, 1, 1])
    expect([...undone(undone(second)).now]).toEqual([...table.now])
    expect([...redone(undone(second)).now]).toEqual([...second.now])
    expect(undone(editsOf(table)).past).toEqual([])
    expect(withLabel(undone(second), [1], 'dog', 'other').future).toEqual([])
    expect(editCounts(second)).toEqual({ relabelled: 0, leftOut: 2 })
    expect([...restored(second, [0, 3], 'back').now]).toEqual([...table.now])
  })

  test('that change nothing are no step', () => {
    const edits = editsOf(table)
    expect(withLabel(edits, [0, 1], 'cat', 'moved')).toMatchObject({ past: [] })
    expect(restored(edits, [0], 'back').past).toEqual([])
  })

  test('of classes: added, filled, renamed, merged, left out', () => {
    const added = withClass(editsOf(table), 'owl')
    expect(counts(added)).toEqual([
      ['cat', 3],
      ['dog', 3],
      ['owl', 0],
    ])
    const filled = withLabel(added, [2, 3], 'owl', 'moved')
    const renamed = withRenamed(filled, 'owl', 'eagle', 'renamed')
    expect(counts(renamed)).toEqual([
      ['cat', 2],
      ['dog', 2],
      ['eagle', 2],
    ])
    const merged = withRenamed(renamed, 'eagle', 'cat', 'merged')
    expect(counts(merged)).toEqual([
      ['cat', 4],
      ['dog', 2],
    ])
    expect(counts(withoutClass(merged, 'dog', 'gone'))).toEqual([['cat', 4]])
    expect(counts(undone(merged))).toEqual(counts(renamed))
  })
})

const refusal: WireError = { code: 'classes-too-few', key: 'changesLeaveNoTwoClasses', parameters: {}, causes: [] }

function deskOver(setExamples: CleanActions['setExamples']) {
  const desk = new ExampleDesk({
    engine: { list: async () => table, setExamples } as Partial<CleanActions> as CleanActions,
    settings: () => ({ validation: 0.15, test: 0.2, seed: 1, maxTrain: 0, maxTokens: 128, weighted: true }),
    fingerprint: () => 'same',
    doubts: () => null,
  })
  return { desk, state: () => desk.store.getState() }
}

describe('the desk', () => {
  test('sends many changes in one call', async () => {
    const sent: number[][] = []
    const { desk, state } = deskOver(async (_, now) => {
      sent.push([...now])
      return null
    })
    await desk.open()
    desk.change((edits) => withLabel(edits, [0], 'dog', 'moved'))
    desk.change((edits) => withLabel(edits, [4], null, 'left out'))
    expect(state().saved).toBe(false)
    await desk.settled()
    expect(sent).toEqual([[1, 0, 0, 1, -1, 1]])
    expect(state().saved).toBe(true)
    desk.undo()
    await desk.settled()
    expect(sent.at(-1)).toEqual([1, 0, 0, 1, 1, 1])
  })

  test('takes back of several changes only what the engine refuses, and says why', async () => {
    const { desk, state } = deskOver(async (_, now) => (now.every((each) => each < 1) ? refusal : null))
    await desk.open()
    desk.change((edits) => withLabel(edits, [0], 'dog', 'moved'))
    desk.change((edits) => withoutClass(edits, 'dog', 'gone'))
    await desk.settled()
    expect([...(state().edits?.now ?? [])]).toEqual([1, 0, 0, 1, 1, 1])
    expect(state()).toMatchObject({ saved: true, error: refusal })
  })
})

describe('what is listed', () => {
  const all = { show: 'all', ofClass: null, ofPart: null } as const
  const unknown = { looks: null, outliers: null, doubts: null }
  const listed = (
    filter: Parameters<typeof listedExamples>[2],
    known: Parameters<typeof listedExamples>[3] = unknown,
  ) => listedExamples(table, withLabel(editsOf(table), [4], null, 'left out'), filter, known)

  test('is narrowed by class, by part and by what was changed', () => {
    expect(listed(all)?.examples).toEqual([0, 1, 2, 3, 4, 5])
    expect(listed({ ...all, ofClass: 'dog' })?.examples).toEqual([3, 5])
    expect(listed({ ...all, ofPart: 2 })?.examples).toEqual([2, 5])
    expect(listed({ ...all, show: 'left-out' })?.examples).toEqual([4])
    expect(listed({ ...all, show: 'near' })).toBeNull()
  })

  test('what is marked and not listed is not selected', () => {
    const shown = listed({ ...all, ofPart: 2 })
    expect(shown && [...listedAmong(new Set([5, 1, 2]), shown)]).toEqual([2, 5])
    expect(shown && listedAmong(new Set([1]), shown).size).toBe(0)
  })

  test('of what is nearly the same shows first what stands in several parts, and no twin that is left out', () => {
    const looks = {
      near: [
        [0, 1],
        [3, 5],
        [2, 4],
      ],
      poor: [],
      unread: 0,
    }
    const found = listed({ ...all, show: 'near' }, { ...unknown, looks })
    expect(found?.examples).toEqual([3, 5, 0, 1])
    expect(found?.notes.get(3)).toBe('alike 1, in several splits')
    expect(found?.notes.get(0)).toBe('alike 2')
  })
})

test('of a long list only the rows in sight are drawn, and keys stay within it', () => {
  const size = gridSize(true, 800)
  expect(size.columns).toBe(5)
  const places = placesInSight(size, { top: 50 * size.rowHeight, height: 600 }, 10_000)
  expect(places[0]).toBe(49 * 5)
  expect(places.length).toBeLessThan(50)
  expect(movedTo('ArrowDown', 9_998, size, 10_000, 600)).toBe(9_999)
  expect(movedTo('ArrowUp', 2, size, 10_000, 600)).toBe(0)
  expect(movedTo('End', 2, size, 10_000, 600)).toBe(9_999)
  expect(movedTo('x', 2, size, 10_000, 600)).toBeNull()
  expect(movedTo('ArrowDown', 0, size, 0, 600)).toBeNull()
})
