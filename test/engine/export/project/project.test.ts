/** Projects there and back, and files that are none. */
import { describe, expect, test } from 'vitest'
import { version as studioVersion } from '../../../../package.json'
import { projectCalls } from '../../../../src/engine/calls/projectCalls.ts'
import { writeRecord } from '../../../../src/engine/storage/recordFile.ts'
import { memoryRepository } from '../../../../src/engine/storage/storedRepository.ts'
import { type Entry, entriesOf, zipOf } from '../../../support/archives.ts'
import { inWords } from '../../../support/inWords.ts'
import { benchOf, folder, keptRuns, mails, recipe, recordOf, textsOf } from './projects.ts'

const decoder = new TextDecoder()
const encoder = new TextEncoder()
const both = { runIds: ['run-a', 'run-b'], withData: true }

async function savedProject(wanted = both): Promise<Blob> {
  const context = benchOf()
  await keptRuns(context.around.repository)
  return (await projectCalls(context).exportProject(wanted)).blob
}

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer())
const blobOf = async (entries: readonly Entry[]) => new Blob([new Uint8Array(await zipOf(entries))])

/** The saved project with its entries changed. */
async function changed(change: (entries: Entry[]) => Entry[]): Promise<Blob> {
  return blobOf(change(await entriesOf(await bytesOf(await savedProject()))))
}

function withJson(
  entries: readonly Entry[],
  path: string,
  change: (value: Record<string, unknown>) => object,
): Entry[] {
  return entries.map((entry) =>
    entry.path === path
      ? { path, bytes: encoder.encode(JSON.stringify(change(JSON.parse(decoder.decode(entry.bytes))))) }
      : entry,
  )
}

/** Opens it, expects the refusal, and that nothing of it was kept. */
async function refused(file: Blob, code: string, words: string): Promise<void> {
  const context = benchOf()
  await expect(projectCalls(context).openProject({ file })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words),
  })
  const { repository } = context.around
  expect(await repository.records()).toEqual({ records: [], newer: 0 })
  expect(await repository.readFiles('data/f00')).toBeNull()
  expect(await repository.part('run-a', 'weights')).toBeNull()
}

describe('a project', () => {
  test('brings data, model, recipe, runs and weights to another device', async () => {
    const context = benchOf()
    const contents = await projectCalls(context).openProject({ file: await savedProject() })
    const { repository } = context.around
    expect(contents).toMatchObject({ name: 'mails', dataName: 'mails', fingerprint: 'f00', warnings: [] })
    expect(contents).toMatchObject({ data: recordOf('').data, model: { kind: 'kept', id: 'folder-a1' }, recipe })
    expect(contents.runs.runs.map(({ id }) => id)).toEqual(['run-b', 'run-a'])
    expect(await repository.record('run-a')).toEqual(recordOf('run-a'))
    expect([...(await bytesOf((await repository.part('run-b', 'weights')) as Blob))]).toEqual([1, 7, 7, 7])
    expect(await textsOf((await repository.readFiles('data/f00'))?.files)).toEqual(await textsOf(mails.files))
    expect(await textsOf((await repository.readFiles('model/folder-a1'))?.files)).toEqual(await textsOf(folder.files))
  })

  test('is a zip whose files are named as they were, and says what it is', async () => {
    const entries = await entriesOf(await bytesOf(await savedProject()))
    expect(entries.map(({ path }) => path)).toEqual([
      'thaw-project.json',
      'runs/run-a/record.json',
      'runs/run-a/weights.safetensors',
      'runs/run-b/record.json',
      'runs/run-b/weights.safetensors',
      'data/f00/mails/inbox.csv',
      'data/f00/mails/more/spam.csv',
      'model/folder-a1/config.json',
    ])
    expect(JSON.parse(decoder.decode(entries[0]?.bytes))).toMatchObject({
      ...{ format: 'thaw-project', version: 1, studio: studioVersion, runs: ['run-a', 'run-b'] },
      recipe: { epochs: 3, method: { id: 'lora' } },
    })
  })

  test('without its data names them, and has them where they are kept', async () => {
    const file = await savedProject({ ...both, withData: false })
    const there = await projectCalls(benchOf()).openProject({ file })
    expect(there).toMatchObject({ data: null, dataName: 'mails', fingerprint: 'f00' })
    const context = benchOf()
    await context.around.repository.saveFiles('data/f00', mails)
    expect((await projectCalls(context).openProject({ file })).data).toEqual(recordOf('').data)
  })

  test('without a run holds what is open: the files as they were dropped, the columns, the edits', async () => {
    const context = benchOf()
    const dataset = { name: 'mails', fingerprint: 'edited' } as never
    const { columns, edits } = recordOf('').data as NonNullable<ReturnType<typeof recordOf>['data']>
    context.data = { dataset, request: { kind: 'files', ...mails }, columns, edits, origin: 'f00' }
    const { name, blob } = await projectCalls(context).exportProject({ runIds: [], withData: true })
    expect(name).toBe('mails-project.zip')
    const other = benchOf()
    const contents = await projectCalls(other).openProject({ file: blob })
    expect(contents).toMatchObject({ data: recordOf('').data, fingerprint: 'edited', recipe: null, model: null })
    expect(await textsOf((await other.around.repository.readFiles('data/f00'))?.files)).toEqual(
      await textsOf(mails.files),
    )
  })

  test('holds data that were too large to keep as long as they are open', async () => {
    const from = benchOf()
    await from.around.repository.writeRecord(recordOf('run-a', { data: null, weights: false }))
    const dataset = { name: 'mails', fingerprint: 'f00' } as never
    const { columns, edits } = recordOf('').data as NonNullable<ReturnType<typeof recordOf>['data']>
    from.data = { dataset, request: { kind: 'files', ...mails }, columns, edits, origin: 'f00' }
    const { blob } = await projectCalls(from).exportProject({ runIds: ['run-a'], withData: true })
    const context = benchOf()
    expect((await projectCalls(context).openProject({ file: blob })).data).toEqual(recordOf('').data)
    expect(await context.around.repository.record('run-a')).toMatchObject({ data: recordOf('').data })
  })

  test('leaves a run that is here already as it is here', async () => {
    const context = benchOf()
    await context.around.repository.writeRecord(recordOf('run-a', { note: 'gone on with here' }))
    const { warnings } = await projectCalls(context).openProject({ file: await savedProject() })
    expect(inWords(warnings)).toEqual(['1 run of the project was here already, and was left as it is.'])
    expect(await context.around.repository.record('run-a')).toMatchObject({ note: 'gone on with here' })
    expect(await context.around.repository.record('run-b')).toMatchObject({ note: 'the one to keep' })
  })

  test('a run that was not over cannot be gone on with elsewhere', async () => {
    const from = benchOf()
    const checkpoint = { step: 9, epoch: 1, at: 5 }
    await from.around.repository.writeRecord(recordOf('run-c', { status: 'running', checkpoint, weights: false }))
    const { blob } = await projectCalls(from).exportProject({ runIds: ['run-c'], withData: false })
    const context = benchOf()
    await projectCalls(context).openProject({ file: blob })
    const wanted = { status: 'stopped', checkpoint: null, weights: false }
    expect(await context.around.repository.record('run-c')).toMatchObject(wanted)
  })

  test('is usable until the page is closed where nothing can be kept', async () => {
    const full = { ...memoryRepository(), saveFiles: async () => false, writePart: async () => false }
    const context = benchOf(full)
    const contents = await projectCalls(context).openProject({ file: await savedProject() })
    expect(contents.data).toEqual(recordOf('').data)
    expect(await textsOf((await context.around.repository.readFiles('data/f00'))?.files)).toEqual(
      await textsOf(mails.files),
    )
    const warnings = inWords(contents.warnings)
    expect(warnings).toContain('There was no room to save “mails”: it is gone when you close the page.')
    expect(warnings).toContain('There was no room for the weights of 2 runs; their records are here.')
    expect(await context.around.repository.record('run-a')).toMatchObject({ weights: false })
  })

  test('files whose names would lead elsewhere are kept under a number', async () => {
    const from = benchOf()
    const files = [
      { path: '../../etc/passwd', file: new Blob(['a']) },
      { path: 'C:\\mails.csv', file: new Blob(['b']) },
    ]
    await from.around.repository.saveFiles('data/f00', { name: 'odd', files })
    await from.around.repository.writeRecord(recordOf('run-a', { weights: false }))
    const { blob } = await projectCalls(from).exportProject({ runIds: ['run-a'], withData: true })
    const context = benchOf()
    await projectCalls(context).openProject({ file: blob })
    expect(await textsOf((await context.around.repository.readFiles('data/f00'))?.files)).toEqual([
      ['1', 'a', ''],
      ['2', 'b', ''],
    ])
  })
})

describe('a file is refused, and nothing of it kept, when', () => {
  test('a later version wrote it, whatever else it holds', async () => {
    const later = await changed((entries) =>
      withJson(entries, 'thaw-project.json', () => ({ format: 'thaw-project', version: 2, all: 'new' })),
    )
    await refused(later, 'project-newer', 'It has version 2, and this studio reads up to 1.')
  })

  test('one of its runs is of a later version', async () => {
    const later = await changed((entries) => withJson(entries, 'runs/run-b/record.json', () => ({ version: 99 })))
    await refused(later, 'project-newer', 'One of its runs is from a later version.')
  })

  test.each([10, 200, 1200])('it breaks off %i bytes before its end', async (missing) => {
    const whole = await savedProject()
    await refused(whole.slice(0, whole.size - missing), 'project-invalid', 'list of contents cannot be read')
  })

  test('it is no zip, or another zip', async () => {
    await refused(new Blob(['hello']), 'project-invalid', 'is not a Thaw project')
    await refused(
      await blobOf([{ path: 'cat.png', bytes: encoder.encode('x') }]),
      'project-invalid',
      'no "thaw-project.json"',
    )
  })

  test('a name in it leads elsewhere', async () => {
    const hostile = await changed((entries) => [...entries, { path: '../evil.sh', bytes: encoder.encode('rm') }])
    await refused(hostile, 'project-invalid', '../evil.sh')
  })

  test('what it says of itself names a path that leads elsewhere', async () => {
    const hostile = await changed((entries) =>
      withJson(entries, 'thaw-project.json', (manifest) => {
        const [first, ...rest] = manifest.kept as { files: object[] }[]
        return { ...manifest, kept: [{ ...first, files: [{ ...first?.files[0], path: '../../x' }] }, ...rest] }
      }),
    )
    await refused(hostile, 'project-invalid', 'kept.0.files.0.path')
  })

  test('an entry is there twice', async () => {
    const name = 'runs/run-a/record.json'
    const twin = name.replace('record', 'recorD')
    const file = await changed((entries) => [...entries, { path: twin, bytes: writeRecord(recordOf('run-a')) }])
    // The library refuses to write the same name twice: the twin gets it in the bytes.
    const bytes = Buffer.from(await bytesOf(file))
    for (let at = bytes.indexOf(twin); at >= 0; at = bytes.indexOf(twin)) bytes.write(name, at)
    await refused(new Blob([new Uint8Array(bytes)]), 'project-invalid', `"${name}" in it is damaged; it is there twice`)
  })

  test('an entry’s checksum is wrong', async () => {
    const bytes = Buffer.from(await bytesOf(await savedProject()))
    bytes.write('HELLO', bytes.indexOf('hello,ham'))
    await refused(new Blob([new Uint8Array(bytes)]), 'project-invalid', '"data/f00/mails/inbox.csv" in it is damaged')
  })

  test.each(['runs/run-a/weights.safetensors', 'runs/run-b/record.json', 'data/f00/mails/inbox.csv'])(
    '%s is missing',
    async (missing) => {
      const file = await changed((entries) => entries.filter(({ path }) => path !== missing))
      await refused(file, 'project-invalid', `"${missing}" in it is damaged; it is missing`)
    },
  )

  test('a record is of another run, or no record', async () => {
    const name = 'runs/run-a/record.json'
    const other = await changed((entries) => withJson(entries, name, (record) => ({ ...record, id: 'run-z' })))
    await refused(other, 'project-invalid', 'it belongs to another run, "run-z"')
    const broken = await changed((entries) => withJson(entries, name, (record) => ({ ...record, testViews: -1 })))
    await refused(broken, 'project-invalid', name)
    const recipeless = await changed((entries) => withJson(entries, name, (record) => ({ ...record, recipe: {} })))
    await refused(recipeless, 'project-invalid', name)
  })

  test('a file is not as long as the project says', async () => {
    const file = await changed((entries) =>
      entries.map((entry) => (entry.path.endsWith('inbox.csv') ? { ...entry, bytes: encoder.encode('x') } : entry)),
    )
    await refused(file, 'project-invalid', 'expected 21 bytes, received 1')
  })
})
