// What the page says of storage that does not keep, and of a run that was cut short; and how projects are told.
import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { StorageStatus } from '../../src/shared/domain/record.ts'
import { ResumeOffer } from '../../src/studio/app/ResumeOffer.tsx'
import { StorageNotice } from '../../src/studio/app/StorageNotice.tsx'
import { OpenedProject } from '../../src/studio/features/runs/OpenedProject.tsx'
import { projectAmong } from '../../src/studio/store/projectFile.ts'
import { noRuns } from '../../src/studio/store/runsState.ts'
import { initialState, type StudioState } from '../../src/studio/store/state.ts'
import { stepView } from '../../src/studio/store/steps.ts'
import { cutRun, keeping, keptRun } from '../support/keptRuns.ts'
import { told } from '../support/told.ts'

const page = vi.hoisted(() => ({ state: null as unknown }))
vi.mock('../../src/studio/store/studio.ts', async (original) => ({
  ...(await original<object>()),
  useStudio: (select: (state: unknown) => unknown) => select(page.state),
}))

function show(part: Partial<StudioState>, screen: React.ReactElement): string {
  page.state = { ...initialState, ...part }
  return renderToStaticMarkup(screen)
}

const status = (kind: StorageStatus['kind'], reason?: string): StorageStatus => ({
  ...keeping,
  kind,
  reason: reason === undefined ? null : told(reason),
})
const actionsIn = (markup: string) => [...markup.matchAll(/data-action="([^"]+)"/g)].map(([, action]) => action)

describe('the notice of storage', () => {
  test('is silent while all is kept, and before anything is known', () => {
    expect(show({ storage: keeping }, <StorageNotice />)).toBe('')
    expect(show({ storage: null }, <StorageNotice />)).toBe('')
  })
  test('a second tab says that another one saves, and offers to take over', () => {
    const shown = show({ storage: status('reader') }, <StorageNotice />)
    expect(shown).toContain('open in another tab, which does the saving')
    expect(actionsIn(shown)).toEqual(['take-over'])
  })
  test('a full device says why, and offers to free space and to save a file', () => {
    const runs = { ...noRuns, runs: [keptRun('a')] }
    const shown = show({ storage: status('full', 'No more space.'), runs }, <StorageNotice />)
    expect(shown).toContain('No more space.')
    expect(actionsIn(shown)).toEqual(['free-space', 'save-project-now'])
  })
  test('a browser that keeps nothing says so before anything is lost', () => {
    const shown = show({ storage: status('absent') }, <StorageNotice />)
    expect(shown).toContain('This browser saves nothing')
    expect(actionsIn(shown)).toEqual(['save-project-now'])
  })
})

describe('a project on its way in', () => {
  const runs = { ...noRuns, busy: 'opening' } as const
  const since = Date.now()

  test('says so before the engine tells more', () => {
    expect(show({ runs }, <OpenedProject />)).toContain('Opening the project')
  })
  test('then says how far its data are, and its model', () => {
    const read = { stage: told('Reading photographs'), done: 100, total: 400, unit: 'files', since } as const
    const data = { status: 'reading', name: 'cats', progress: read, previous: null } as const
    expect(show({ runs, data }, <OpenedProject />)).toMatch(/Reading photographs.*aria-valuenow="25"/s)
    const fetched = { stage: told('Fetching it'), done: 3e6, total: 4e6, unit: 'bytes', since } as const
    const model = { status: 'loading', id: 'a', from: 'gallery', progress: fetched, previous: null } as const
    expect(show({ runs, model }, <OpenedProject />)).toMatch(/Fetching it.*aria-valuenow="75"/s)
  })
})

describe('the offer to go on', () => {
  const recipe = { ...cutRun('a').recipe, epochs: 10 }
  const runs = { ...noRuns, runs: [cutRun('a', { recipe })], offered: 'a' }

  test('says in which epoch the run was cut and when, and offers to continue or not', () => {
    const shown = show({ storage: keeping, runs }, <ResumeOffer />)
    expect(shown).toContain('A run was interrupted in epoch 3 of 10')
    expect(shown).toContain('2 minutes ago')
    expect(actionsIn(shown)).toEqual(['continue-run', 'not-now'])
    expect(shown).toContain('data-offer="a"')
  })
  test('is silent where nothing is offered', () => {
    expect(show({ runs: { ...runs, offered: null } }, <ResumeOffer />)).toBe('')
  })
})

test('the rail tells how many runs there are, and what is not kept', () => {
  const line = (part: Partial<StudioState>) => stepView({ ...initialState, ...part }, 'runs').line
  expect(line({ runs: { ...noRuns, runs: [keptRun('a'), keptRun('b')] }, storage: keeping })).toBe('2 runs')
  expect(line({ storage: status('absent') })).toBe('Not saved here')
  expect(line({ storage: status('full') })).toBe('Storage is full')
})

describe('a dropped project', () => {
  let project: Blob
  let pictures: Blob
  const zipOf = async (...names: string[]) => {
    const zip = new ZipWriter(new BlobWriter(), { useWebWorkers: false })
    for (const name of names) await zip.add(name, new TextReader('{}'))
    return zip.close()
  }
  beforeEach(async () => {
    project = await zipOf('thaw-project.json', 'runs/a.json')
    pictures = await zipOf('cat/1.jpg', 'cat/2.jpg', 'dog/1.jpg', 'thaw-project.json')
  })

  test('is known by what it begins with, whatever it is called', async () => {
    expect(await projectAmong([{ path: 'renamed.zip', file: project }])).toBe(project)
    expect(await projectAmong([{ path: 'pets-project.zip', file: pictures }])).toBeNull()
  })
  test('is no zip among others, no other file, and nothing that cannot be read', async () => {
    const file = { path: 'a.zip', file: project }
    expect(await projectAmong([file, file])).toBeNull()
    expect(await projectAmong([{ path: 'a.txt', file: project }])).toBeNull()
    expect(await projectAmong([{ path: 'a.zip', file: new Blob(['no zip']) }])).toBeNull()
    expect(await projectAmong([])).toBeNull()
  })
})
