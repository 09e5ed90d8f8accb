// The command itself, on invented books and a network of nine thousand numbers.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { heldBooks } from '../../../src/commands/pretrain/books.ts'
import { parseSafetensors } from '../../../src/engine/weights/safetensors.ts'
import { widen } from '../../../src/engine/weights/tensorFile.ts'
import { zipFiles } from '../../../src/studio/store/zipFiles.ts'

const runner = fileURLToPath(new URL('../../../src/commands/run.mjs', import.meta.url))
const shape = '--vocabulary 300 --width 16 --layers 2 --heads 4 --key-heads 2 --inner 24'.split(' ')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-writer-'))
  await mkdir(join(folder, '.cache/pretrain'), { recursive: true })
  const invented = (name: string) =>
    Array.from(
      { length: 150 },
      (_, at) => `On day ${at} of ${name} the boat went out and the ${at % 7 ? 'cook' : 'gull'} sang.`,
    )
  const books = [...heldBooks, 'A. Nobody/The Boat'].map((name) => ({
    name: `${name}.txt`,
    blob: new Blob([invented(name).join('\n\n')]),
  }))
  await writeFile(join(folder, 'books.zip'), Buffer.from(await (await zipFiles(books)).arrayBuffer()))
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

interface Course {
  readonly step: number
  readonly loss: number
  readonly heldBitsPerByte: number
}

async function train(name: string, ...more: string[]): Promise<{ course: Course[]; output: string }> {
  const options = [...shape, '--data', 'books.zip', '--rising', '2', '--every', '2', '--rate', '0.01']
  const own = ['--out', name, '--kept', `${name}.safetensors`]
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [runner, 'pretrain', 'writer', ...options, ...own, ...more],
    {
      cwd: folder,
    },
  )
  const { course } = JSON.parse(await readFile(join(folder, name, 'pretraining.json'), 'utf8'))
  return { course, output: stdout }
}

async function weights(name: string): Promise<Map<string, Float32Array>> {
  const bytes = await readFile(join(folder, `${name}.safetensors`))
  const { tensors } = parseSafetensors(Uint8Array.from(bytes).buffer)
  return new Map([...tensors].map(([key, tensor]) => [key, widen(tensor)]))
}

test('a training that goes on after a stop ends with the numbers of one that was never stopped', async () => {
  const whole = await train('whole', '--steps', '8')
  expect(whole.course).toMatchObject([{ step: 8 }])
  // Stopped after the first step; then to the end.
  const first = await train('parted', '--steps', '8', '--stop', '0')
  expect(first.course).toMatchObject([{ step: 1 }])
  const rest = await train('parted', '--steps', '8', '--resume')
  expect(rest.course.map(({ step }) => step)).toEqual([1, 8])
  expect(rest.course[1]?.heldBitsPerByte).toBe(whole.course[0]?.heldBitsPerByte)
  expect(await weights('parted')).toEqual(await weights('whole'))
  // It learns.
  expect(whole.course[0]?.heldBitsPerByte).toBeLessThan(first.course[0]?.heldBitsPerByte ?? 0)
}, 300_000)

test('two threads make the steps of one', async () => {
  const alone = await train('alone', '--steps', '4')
  const both = await train('both', '--steps', '4', '--threads', '2')
  expect(both.course[0]?.loss).toBeCloseTo(alone.course[0]?.loss as number, 3)
  const one = await weights('alone')
  for (const [name, values] of await weights('both')) {
    const wanted = one.get(name) as Float32Array
    // Adam divides by the gradient's own size: sums rounded in another order move values of next to no gradient.
    const apart = values.reduce((most, value, at) => Math.max(most, Math.abs(value - (wanted[at] as number))), 0)
    expect(apart, name).toBeLessThan(1e-3)
  }
}, 300_000)

test('what is published opens as a model of its own, and is measured with the same figure', async () => {
  const { course } = await train('published', '--steps', '2')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [runner, 'pretrain', 'measure', 'published', '--data', 'books.zip'],
    { cwd: folder },
  )
  const measured = JSON.parse(stdout)
  // The published weights are rounded to 16 bits.
  expect(measured.heldBitsPerByte).toBeCloseTo(course[0]?.heldBitsPerByte as number, 3)
  expect(measured.folder).toBe('published')
  // On from there with another shape is refused, and so are threads that do not share evenly.
  const other = train('published', '--steps', '3', '--resume', '--inner', '32')
  await expect(other).rejects.toThrow('begin anew without --resume, or with the shape that it was begun with')
  await expect(train('odd', '--steps', '1', '--threads', '3')).rejects.toThrow('1, 2 or 4; received "3"')
}, 300_000)
