/** What Teachable Machine gives away: a zip of examples for each class, and a model that is no data. */
import { expect, test } from 'vitest'
import { sampledClass } from '../../../src/engine/data/sampleZip.ts'
import { picture, read, zipOf } from './archives.ts'

const samples = (from: number, count = 4) =>
  zipOf(Array.from({ length: count }, (_, index) => [`${index}.png`, picture(from + index)] as const))

test('each zip of examples is a class of its name', async () => {
  const files = [
    { path: 'Cats-samples.zip', file: await samples(0) },
    { path: 'My dog-samples (1).zip', file: await samples(10, 5) },
  ]
  const { classes, examples, skipped } = await read(files)
  expect(classes).toEqual(['Cats', 'My dog'])
  expect(examples.map(({ path }) => path)).toContain('My dog/4.png')
  expect(examples).toHaveLength(9)
  expect(skipped).toEqual([])
})

test('so is each folder that one was unpacked into', async () => {
  const unpacked = (folder: string, from: number, names: readonly string[]) =>
    names.map((name, index) => ({ path: `${folder}/${name}`, file: picture(from + index) }))
  const { classes, examples } = await read([
    ...unpacked('mine/Cats-samples', 0, ['0.png', '1.png', '2.png']),
    ...unpacked('mine/Dogs-samples', 10, ['0.png', '1.png', '2.png']),
    ...unpacked('mine/blood-samples', 20, ['patient.png', '1.png', '2.png']),
  ])
  expect(classes).toEqual(['blood-samples', 'Cats', 'Dogs'].sort())
  expect(examples.map(({ path }) => path)).toContain('mine/Cats/2.png')
})

test.each([
  ['Class 1-samples', ['0.jpg', '1.jpg'], 'Class 1'],
  ['down/loads/Class 2-samples', ['0.png'], 'Class 2'],
  ['Class 1-samples (2)', ['10.webp'], 'Class 1'],
  ['Größe_samples', ['0.jpg'], 'Größe'],
  ['Class 1-samples', ['cats/0.jpg'], null],
  ['blood-samples', ['patient.jpg'], null],
  ['samples', ['0.jpg'], null],
  ['Class 1', ['0.jpg'], null],
  ['Class 1-samples', [], null],
])('%s with %j is the class %s', (name, paths, label) => {
  expect(sampledClass(name, paths)).toBe(label)
})

const weights = { paths: ['weights.bin'], weights: [{ name: 'dense/kernel', shape: [1], dtype: 'float32' }] }
const manifest = JSON.stringify({ modelTopology: {}, weightsManifest: [weights] })
const model = (metadata: object) =>
  zipOf([
    ['model.json', manifest],
    ['metadata.json', JSON.stringify(metadata)],
    ['weights.bin', new Uint8Array(4)],
  ])

test.each([
  [{ packageName: '@teachablemachine/image', labels: ['Cat', 'Dog'] }, 'from Teachable Machine ("Cat", "Dog")'],
  [{ packageName: '@teachablemachine/pose', labels: ['Up'] }, 'from Teachable Machine ("Up")'],
  [{ packageName: 'speech-commands', wordLabels: ['_background_noise_', 'clap'] }, 'noise_", "clap")'],
  [{ author: 'somebody' }, '"model.json" is a TensorFlow.js model'],
])('a model with %j among the data is named for what it is', async (metadata, words) => {
  const files = [{ path: 'tm-my-model.zip', file: await model(metadata) }]
  await expect(read(files)).rejects.toMatchObject({
    code: 'model-unsupported',
    message: expect.stringContaining(words),
  })
})

test('a model beside the zips of its examples is left out, and counted', async () => {
  const { classes, skipped } = await read([
    { path: 'tm/Cats-samples.zip', file: await samples(0) },
    { path: 'tm/Dogs-samples.zip', file: await samples(10) },
    {
      path: 'tm/tm-my-model.zip',
      file: await model({ packageName: '@teachablemachine/image', labels: ['Cats', 'Dogs'] }),
    },
  ])
  expect(classes).toEqual(['Cats', 'Dogs'])
  expect(skipped.map(({ path, reason }) => [path.split('/').at(-1), reason.key])).toEqual(
    ['model.json', 'metadata.json', 'weights.bin'].map((name) => [name, 'fileOfModel']),
  )
})

test('a table that is called model.json is no model', async () => {
  const rows = Array.from({ length: 12 }, (_, index) => ({
    text: `car ${index} drives`,
    label: index % 2 ? 'fast' : 'slow',
  }))
  const { classes } = await read([{ path: 'model.json', file: new Blob([JSON.stringify(rows)]) }])
  expect([...classes].sort()).toEqual(['fast', 'slow'])
})
