// What the table of runs lists, in which order and columns; and how a row stands on the page.
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { coach } from '../../src/shared/coach/coach.ts'
import { coachedRecord, coachedResult } from '../../src/shared/coach/coachedRun.ts'
import type { RunSummary } from '../../src/shared/domain/record.ts'
import { say } from '../../src/shared/messages/say.ts'
import { wordsOf } from '../../src/studio/features/data/ExpectedData.tsx'
import { chosenDifferences, differences } from '../../src/studio/features/runs/differences.ts'
import { groupsOf } from '../../src/studio/features/runs/groups.ts'
import { overlays } from '../../src/studio/features/runs/overlaid.ts'
import { RunDetails } from '../../src/studio/features/runs/RunDetails.tsx'
import { RunSpaceCard } from '../../src/studio/features/runs/RunSpaceCard.tsx'
import { RunTable } from '../../src/studio/features/runs/RunTable.tsx'
import { usualColumns } from '../../src/studio/features/runs/runColumns.ts'
import { everything, filtered, sortBy, sorted } from '../../src/studio/features/runs/runOrder.ts'
import { type RunRow, rowsOf } from '../../src/studio/features/runs/runRows.ts'
import { runSpace } from '../../src/studio/features/runs/runSpace.ts'
import { gapText, scoreText, tagsOf, testText } from '../../src/studio/features/runs/runWords.ts'
import { coachedNow } from '../../src/studio/store/coachedNow.ts'
import { logOf } from '../../src/studio/store/keptLog.ts'
import { noRuns } from '../../src/studio/store/runsState.ts'
import { runTitle } from '../../src/studio/store/runTitle.ts'
import { agoText } from '../../src/studio/ui/ago.ts'
import { cutRun, keptRun, recipeOf, recordOf } from '../support/keptRuns.ts'

const here = { training: null, finished: null, reader: false }
const rows = rowsOf(
  [
    keptRun('a', { testScore: 0.7, tags: ['baseline'], bytes: 100, startedAt: 3 }),
    keptRun('b', { testScore: 0.95, note: 'more pictures', bytes: 300, startedAt: 2, recipe: recipeOf({}, 'lora') }),
    cutRun('c', { bytes: 200, startedAt: 1, modelTitle: 'ResNet-18' }),
  ],
  here,
  null,
)
const ids = (listed: readonly RunRow[]) => listed.map(({ id }) => id).join('')

describe('sorting', () => {
  test.each([
    ['test', 'bac', 'abc'],
    ['size', 'bca', 'acb'],
    ['when', 'abc', 'cba'],
    ['tags', 'abc', 'abc'],
    ['status', 'cab', 'abc'],
  ])('by %s; what is not known stands last', (column, descending, ascending) => {
    expect(ids(sorted(rows, usualColumns, { column, descending: true }))).toBe(descending)
    expect(ids(sorted(rows, usualColumns, { column, descending: false }))).toBe(ascending)
  })
  test('numbers begin with the largest and words with A; again turns them round', () => {
    const first = sortBy({ column: 'when', descending: true }, { id: 'size', kind: 'number' })
    expect(first).toEqual({ column: 'size', descending: true })
    expect(sortBy(first, { id: 'size', kind: 'number' })).toEqual({ column: 'size', descending: false })
    expect(sortBy(first, { id: 'data', kind: 'words' })).toEqual({ column: 'data', descending: false })
  })
})

test('filters find by every word in names, tags and notes, and by status, method and tag', () => {
  expect(ids(filtered(rows, { ...everything, text: 'thaw BASE' }))).toBe('a')
  expect(ids(filtered(rows, { ...everything, text: 'pictures' }))).toBe('b')
  expect(ids(filtered(rows, { ...everything, standing: 'interrupted' }))).toBe('c')
  expect(ids(filtered(rows, { ...everything, method: 'lora' }))).toBe('b')
  expect(ids(filtered(rows, { ...everything, tag: 'baseline' }))).toBe('a')
  expect(ids(filtered(rows, everything))).toBe('abc')
})

describe('the name of a run', () => {
  test('says what was done, so that two of a table are told apart', () => {
    expect(runTitle(recipeOf({ seed: 2 }, 'lora'))).toBe('LoRA r 8, seed 2')
    expect(runTitle(recipeOf({ thaw: 3, maxTrain: 64 }, 'top-blocks'))).toBe('Top blocks 3, 64 labels, seed 1')
    const { optimiser } = recipeOf({}, 'lora')
    const faster = recipeOf({ optimiser: { ...optimiser, learningRate: 5e-4 }, epochs: 7 }, 'lora')
    expect(runTitle(faster)).toBe('LoRA r 8, rate 5e-4, 7 epochs, seed 1')
    const model = { ...recipeOf().model, initialisation: 'random' } as const
    expect(runTitle(recipeOf({ model }, 'full'))).toBe('From scratch, seed 1')
  })
})

describe('runs of a comparison', () => {
  const comparison = { id: 'c', contender: 'head', labels: 0 }
  const compared = rowsOf(
    [keptRun('a', { comparison }), keptRun('b', { comparison, testViews: 1 }), keptRun('d', { startedAt: 5 })],
    here,
    null,
  )
  test('stand together under its name, the others after them', () => {
    expect(groupsOf(compared).map(({ id, rows }) => [id, ids(rows)])).toEqual([
      ['c', 'ab'],
      ['single', 'd'],
    ])
    expect(groupsOf(rows)).toMatchObject([{ title: null }])
  })
  test('keep their tests closed until one is opened', () => {
    expect(compared.map(testText)).toEqual(['closed', '0.880', '0.880'])
  })
  test('are measured against the one that is pinned', () => {
    const [better, base] = rowsOf([keptRun('x', { validationScore: 0.913 }), keptRun('y')], here, null)
    if (!better || !base) throw new Error('two rows')
    expect(gapText(better, base)).toBe('+0.013')
    expect(gapText(base, better)).toBe('−0.013')
    expect(gapText(base, base)).toBeNull()
    expect(gapText(better, null)).toBeNull()
  })
})

describe('runs as points of a space', () => {
  const run = (id: string, rate: number, score: number | null, changes: Partial<RunSummary> = {}) =>
    keptRun(id, {
      recipe: recipeOf({ optimiser: { ...recipeOf().optimiser, learningRate: rate } }),
      validationScore: score,
      ...changes,
    })
  const spaceOf = (...runs: readonly RunSummary[]) => runSpace(rowsOf(runs, here, null))

  test('have an axis for each setting in which they differ, for the time and for the score', () => {
    const space = spaceOf(run('slow', 0.001, 0.8), run('fast', 0.1, 0.9), run('middle', 0.01, 0.85))
    expect(space?.axes.map(({ label }) => label)).toEqual(['Learning rate', 'Training time', 'Validation accuracy'])
    expect(space?.runs.map(({ id, best }) => [id, best])).toEqual([
      ['fast', true],
      ['middle', false],
      ['slow', false],
    ])
    // Rates a hundred times apart stand by their powers: 0.01 halfway between 0.001 and 0.1.
    expect(space?.axes[0]?.ticks.map(({ text }) => text)).toEqual(['0.001', '0.01', '0.1'])
    expect(space?.runs.map(({ places }) => places[0])).toEqual([1, expect.closeTo(0.5, 10), 0])
    expect(space?.runs.map(({ places }) => places[2])).toEqual([1, expect.closeTo(0.5, 10), 0])
    expect(space?.runs[1]?.texts.at(-1)).toBe('0.850')
  })
  test('have marks at their own values where these are few, else at the ends and at round numbers between', () => {
    const marks = (...rates: readonly number[]) =>
      spaceOf(...rates.map((rate, index) => run(`r${index}`, rate, 0.5 + index / 100)))?.axes[0]?.ticks.map(
        ({ text }) => text,
      )
    expect(marks(0.1, 0.3, 0.4)).toEqual(['0.1', '0.3', '0.4'])
    expect(marks(0.1, 0.11, 0.12, 0.2, 0.29, 0.37, 0.45, 0.5)).toEqual(['0.1', '0.2', '0.3', '0.4', '0.5'])
  })
  test('have no place where they do not read a setting, and those without a score are counted', () => {
    const lora = keptRun('lora', { recipe: recipeOf({ thaw: 3 }, 'lora'), validationScore: 0.7 })
    const space = spaceOf(run('head', 0.3, 0.9), lora, run('none', 0.2, null))
    const thaw = space?.axes.findIndex(({ id }) => id === 'thaw') ?? -1
    expect(space?.runs.map(({ id, places }) => [id, places[thaw]])).toEqual([
      ['head', null],
      ['lora', 0.5],
    ])
    expect(space?.leftOut).toBe(1)
  })
  test('are none where nothing differs or there is one alone', () => {
    expect(spaceOf(run('a', 0.1, 0.8), run('b', 0.1, 0.9))).toBeNull()
    expect(spaceOf(run('a', 0.1, 0.8))).toBeNull()
  })
  test('are drawn as lines and listed as buttons in one order, the best first', () => {
    const rows = rowsOf([run('slow', 0.001, 0.8), run('fast', 0.1, 0.9)], here, null)
    const shown = renderToStaticMarkup(<RunSpaceCard rows={rows} />)
    expect([...shown.matchAll(/data-run-line="(\w+)"/g)].map(([, id]) => id)).toEqual(['fast', 'slow'])
    expect([...shown.matchAll(/points="([^"]+)"/g)].map(([, points]) => points)).toEqual([
      '0,4 50,46 100,4',
      '0,88 50,46 100,88',
    ])
    expect(shown).toContain('data-run-space="2"')
  })
})

describe('differences only', () => {
  const columns = (...recipes: Parameters<typeof differences>[0]) => differences(recipes).map(({ id }) => id)

  test('leaves out what another method brings by itself', () => {
    const chosen = (...recipes: Parameters<typeof differences>[0]) => chosenDifferences(recipes).map(({ id }) => id)
    expect(chosen(recipeOf(), recipeOf({}, 'lora'))).toEqual(['method.id'])
    expect(chosen(recipeOf({ seed: 2 }), recipeOf({}, 'lora'))).toEqual(['method.id', 'seed'])
  })
  test('leaves out what is equal', () => {
    expect(columns(recipeOf(), recipeOf())).toEqual([])
    const faster = recipeOf({ optimiser: { ...recipeOf().optimiser, learningRate: 0.5 } })
    expect(columns(recipeOf(), faster)).toEqual(['optimiser.learningRate'])
    expect(columns(recipeOf(), recipeOf({ history: [{ step: 1, thaw: 1 }] }))).toEqual(['history'])
  })
  test('a setting that a method does not read is a dash, whatever the recipe holds', () => {
    const lora = rowsOf([keptRun('x', { recipe: recipeOf({}, 'lora') })], here, null)[0]
    const head = rowsOf([keptRun('y')], here, null)[0]
    const rank = differences([recipeOf(), recipeOf({}, 'lora')]).find(({ id }) => id === 'method.rank')
    expect(lora && rank?.text(lora)).toBe('8')
    expect(head && rank?.text(head)).toBe('–')
    const thaw = differences([recipeOf(), recipeOf({}, 'lora')]).find(({ id }) => id === 'thaw')
    expect(lora && thaw?.text(lora)).toBe('all')
  })
})

test('the run under way shows what it has come to since its record was written', () => {
  const epochs = recordOf(keptRun('a', { epochs: 3 })).log.epochs
  const [row] = rowsOf([cutRun('a')], { ...here, training: 'a' }, { epochs, bestEpoch: 3 })
  expect(row).toMatchObject({ standing: 'training', goesOn: false, epochs: 3, bestEpoch: 3, validationScore: 0.6 })
})

test('curves of runs lie on the same axes, and are told apart by more than colour', () => {
  const records = Array.from({ length: 8 }, (_, index) => recordOf(keptRun(`r${index}`, { epochs: index + 1 })))
  const [loss, accuracy, none] = overlays(records)
  expect(loss).toMatchObject({ figure: 'validationLoss', xEnd: 8, yEnd: 1 })
  expect(accuracy).toMatchObject({ figure: 'validationAccuracy', yEnd: 1 })
  expect(none).toBeUndefined()
  expect(new Set(loss?.series.map(({ mark, dash }) => `${mark} ${dash}`)).size).toBe(8)
  expect(overlays([recordOf(cutRun('x', { epochs: 0 }))])).toEqual([])
})

describe('the table on the page', () => {
  const shown = renderToStaticMarkup(<RunTable rows={rows} columns={usualColumns} />)

  test('can be sorted by every column, and says by which it is', () => {
    const headings = [...shown.matchAll(/aria-sort="(\w+)"[^>]*><button[^>]*data-sort="([^"]+)"/g)]
    expect(headings.map(([, , column]) => column)).toEqual(['name', ...usualColumns.map(({ id }) => id)])
    expect(headings.filter(([, order]) => order === 'descending').map(([, , column]) => column)).toEqual(['when'])
  })
  test('offers to continue what was interrupted and to open what was finished, by name', () => {
    const offered = [...shown.matchAll(/data-action="(continue|open)-run"/g)].map(([, what]) => what)
    expect(offered).toEqual(['open', 'open', 'continue'])
    expect(shown).toMatch(/aria-label="Continue ResNet-18, Head only, [^"]+"/)
    expect(shown).toContain('2 of ')
  })
})

describe('the coach', () => {
  const plain = recordOf(keptRun('a', { bestEpoch: 10 }))
  const counts = { examples: 600, train: 400, validation: 100, test: 100 }
  const record = { ...plain, result: plain.result && { ...plain.result, counts } }
  const coached = coachedRecord(record)
  const verdict = coached && coach(coached)
  const said = verdict ? [say(verdict.title), say(verdict.words)] : []

  test('says the same of a run on Runs as on Watch and Evaluate', () => {
    expect(said).toEqual([
      'Good',
      'Validation accuracy is 0.950. Always answering the most frequent class would score 0.500.',
    ])
    const { log, result } = record
    if (!result) throw new Error('the record has no result')
    const here = coachedNow({ status: 'finished', log: logOf(record), result }, null)
    expect(here && coach(here)).toEqual(verdict)
    expect(coach(coachedResult(log, result))).toEqual(verdict)
  })
  test('has a column, and its words and next step stand in the unfolded row', () => {
    const [row] = rowsOf([keptRun('a', { verdict })], { training: null, finished: null, reader: false }, null)
    const shown = row ? renderToStaticMarkup(<RunDetails row={row} span={3} />) : ''
    for (const words of [...said, 'Next: Try it out.']) expect(shown).toContain(words)
    expect(usualColumns.find(({ id }) => id === 'verdict')?.text(row as RunRow)).toBe('Good')
  })
})

test('words of a run', () => {
  expect(tagsOf(' a, b ,,a')).toEqual(['a', 'b'])
  expect(scoreText({ task: 'text-generation' }, 12.345)).toBe('12.3')
  expect(scoreText({ task: 'image-classification' }, 0.8765)).toBe('0.876')
  expect(scoreText({ task: 'image-classification' }, null)).toBe('–')
  expect([10_000, 120_000, 7_200_000, 90_000_000].map(agoText)).toEqual([
    'just now',
    '2 minutes ago',
    '2 hours ago',
    '1 day ago',
  ])
})

test('Data says which examples are waited for', () => {
  const lost = cutRun('a', { data: null })
  const awaiting = { ...noRuns, runs: [lost], awaiting: { runId: 'a', to: 'resume' } as const }
  expect(wordsOf(awaiting, undefined)).toMatchObject({
    kind: 'run',
    title: 'This run was trained on “pets, of all sorts”, which was too large to save.',
    text: 'Add the same files again. The run continues as soon as they are read.',
  })
  const brought = { ...noRuns, brought: { recipe: recipeOf(), examples: 400 } }
  expect(wordsOf(brought, undefined)?.title).toBe('This recipe was made with “pets, of all sorts”, 400 pictures.')
  expect(wordsOf(brought, 'f00')).toBeNull()
})
