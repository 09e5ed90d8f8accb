import { expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { editDataset, joinedEdits } from '../../../src/engine/data/editDataset.ts'
import { readDataset } from '../../../src/engine/data/readDataset.ts'
import { dataReadings } from '../../../src/tasks/engines.ts'
import { inWords } from '../../support/inWords.ts'
import { pngBlob } from '../../support/nodeImages.ts'
import { labelOf } from '../../support/targets.ts'

const files = ['cat/1', 'cat/2', 'cat/3', 'dog/1', 'dog/2', 'dog/3', 'owl/1'].map((path, index) => ({
  path: `${path}.png`,
  file: pngBlob(8, 8, (x, y) => [40 * index, 10 * x, 10 * y]),
}))

function read(some: readonly { path: string; file: Blob }[]): Promise<Dataset> {
  return readDataset(
    { name: 'animals', files: some },
    {
      ...{ textColumn: '', labelColumn: '', readings: dataReadings, onProgress: () => {}, codec: nodeCodec },
      signal: new AbortController().signal,
    },
  )
}

function edit({ examples }: Dataset, path: string, label: string | null) {
  const found = examples.find((example) => example.path === path)
  if (!found) throw new Error(`no example ${path}`)
  return { digest: found.digest, path, label }
}

test('a relabelled picture gives the dataset that its file in the other folder would have given', async () => {
  const dataset = await read(files)
  const edited = await editDataset(dataset, [edit(dataset, 'cat/1.png', 'dog')])
  const moved = await read(files.map((each, index) => (index === 0 ? { ...each, path: 'dog/4.png' } : each)))
  expect(edited.fingerprint).toBe(moved.fingerprint)
  expect(edited.fingerprint).not.toBe(dataset.fingerprint)
  expect(edited.examples.map(({ digest, target }) => [digest, target])).toEqual(
    moved.examples.map(({ digest, target }) => [digest, target]),
  )
  expect(edited.warnings).toEqual(moved.warnings)
})

test('a class without an example left is no class any more, and its warning goes with it', async () => {
  const dataset = await read(files)
  expect(inWords(dataset.warnings).join()).toContain('"owl"')
  const edited = await editDataset(dataset, [edit(dataset, 'owl/1.png', null)])
  expect(edited.classes).toEqual(['cat', 'dog'])
  expect(edited.warnings).toEqual([])
  expect(edited.fingerprint).toBe((await read(files.slice(0, 6))).fingerprint)
})

test('edits add up: all at once and one after another come to the same, and an edit back undoes', async () => {
  const dataset = await read(files)
  const [first, second] = [edit(dataset, 'owl/1.png', null), edit(dataset, 'cat/2.png', 'dog')]
  const stepwise = await editDataset(await editDataset(dataset, [first]), [first, second])
  const once = await editDataset(dataset, [first, second])
  expect(stepwise.fingerprint).toBe(once.fingerprint)
  const back = await editDataset(stepwise, [
    ...[first, second],
    edit(dataset, 'owl/1.png', 'owl'),
    edit(dataset, 'cat/2.png', 'cat'),
  ])
  expect(back).toBe(dataset)
})

test('the later of two edits of one example holds', async () => {
  const dataset = await read(files)
  const edits = [edit(dataset, 'cat/1.png', null), edit(dataset, 'cat/1.png', 'dog')]
  expect(joinedEdits(edits)).toEqual([edits[1]])
  const edited = await editDataset(dataset, edits)
  expect(edited.fingerprint).toBe((await editDataset(dataset, edits.slice(1))).fingerprint)
})

test('without edits the dataset is the very same', async () => {
  const dataset = await read(files)
  expect(await editDataset(dataset, [])).toBe(dataset)
})

test('an edit that finds nothing is told and hinders no other', async () => {
  const dataset = await read(files)
  const strange = { digest: 'ab', path: 'gone.png', label: 'cat' }
  const unknown = edit(dataset, 'cat/2.png', 'unicorn')
  const edited = await editDataset(dataset, [strange, unknown, edit(dataset, 'cat/1.png', 'dog')])
  expect(edited.examples.filter((example) => labelOf(example) === 1)).toHaveLength(4)
  expect(inWords(edited.warnings).at(-1)).toBe(
    '2 earlier changes do not apply to this data: "gone.png", "cat/2.png". The rest was made.',
  )
  const unchanged = await editDataset(dataset, [strange])
  expect(unchanged.fingerprint).toBe(dataset.fingerprint)
  expect(unchanged.warnings).toHaveLength(dataset.warnings.length + 1)
})

test('what would leave a single class, or none, is refused', async () => {
  const dataset = await read(files)
  const gone = files.slice(3).map(({ path }) => edit(dataset, path, null))
  await expect(editDataset(dataset, gone)).rejects.toMatchObject({
    code: 'classes-too-few',
    message: 'Expected at least 2 classes after these changes, received 1 ("cat").',
  })
  const all = files.map(({ path }) => edit(dataset, path, null))
  await expect(editDataset(dataset, all)).rejects.toMatchObject({ code: 'classes-too-few' })
})

test('of texts that are continued a passage can be dropped, but three must stay', async () => {
  const story = Array.from({ length: 40 }, (_, i) => `Chapter ${i}. ${'The sea was calm that night. '.repeat(12)}`)
  const dataset = await read([{ path: 'story.txt', file: new Blob([story.join('\n\n')]) }])
  expect(dataset.task).toBe('text-generation')
  const [first] = dataset.examples
  if (!first) throw new Error('no passage')
  const edited = await editDataset(dataset, [{ digest: first.digest, path: first.path, label: null }])
  expect(edited.examples.map(({ path }) => path)).toEqual(dataset.examples.slice(1).map(({ path }) => path))
  const most = dataset.examples.slice(2).map(({ digest, path }) => ({ digest, path, label: null }))
  await expect(editDataset(dataset, most)).rejects.toMatchObject({ code: 'data-empty' })
})

test('how many examples were changed is known, those of a renamed class among them', async () => {
  const dataset = await read(files)
  const edited = await editDataset(dataset, [
    { class: 'cat', label: 'kitten' },
    edit(dataset, 'dog/1.png', 'owl'),
    edit(dataset, 'dog/2.png', null),
  ])
  expect(edited.classes).toEqual(['dog', 'kitten', 'owl'])
  expect(edited.edited).toEqual({ relabelled: 4, leftOut: 1 })
})

test('an edit of a class that was not read is told, unless it adds one', async () => {
  const dataset = await read(files)
  const edited = await editDataset(dataset, [
    { class: 'lion', label: 'cat' },
    { class: 'fox', label: 'fox' },
    edit(dataset, 'owl/1.png', 'fox'),
  ])
  expect(edited.classes).toEqual(['cat', 'dog', 'fox'])
  expect(inWords(edited.warnings).join()).toContain('1 earlier change does not apply to this data: "lion"')
})
