/** What stands in an exported folder beside the numbers: labels, thresholds, temperature and licence in the file itself, words that names cannot break. */
import { beforeAll, expect, test } from 'vitest'
import { unwatched } from '../../../../src/engine/export/exportWatch.ts'
import { onnxFiles } from '../../../../src/engine/export/onnx/exportOnnx.ts'
import { codeSpan } from '../../../../src/engine/export/readmeParts.ts'
import { calibrated } from '../../../../src/engine/inference/calibrate.ts'
import { disposeTuned } from '../../../../src/engine/inference/tunedModel.ts'
import { methodCard } from '../../../../src/methods/cards.ts'
import { methodIds } from '../../../../src/methods/ids.ts'
import type { ExportedFile } from '../../../../src/shared/domain/files.ts'
import { taskCard } from '../../../../src/tasks/cards.ts'
import { startBackend } from '../../../support/backends.ts'
import { tunedNetwork } from '../../../support/tunedNetwork.ts'

beforeAll(() => startBackend('cpu'))

const texts = { base: 'bert', method: 'lora' } as const

test('each form carries labels, thresholds, temperature, limit and the licence of what it was tuned from', async () => {
  const sorting = await tunedNetwork({ ...texts, task: 'text-classification' })
  const tempered = await calibrated({ ...sorting, base: { id: 'thaw-text', revision: '2' } }, 1.75)
  const about = await metadataOf(await onnxFiles(tempered, unwatched))
  expect(about).toEqual({
    ...{ task: 'text-classification', pipeline_tag: 'text-classification', labels: '["one","two","three"]' },
    ...{ temperature: '1.75', max_tokens: String(sorting.maxTokens), method: 'lora' },
    ...{ base_model: 'thaw-text@2', base_license: 'Apache-2.0' },
  })
  disposeTuned(tempered)
  disposeTuned(sorting)
  const labelling = await tunedNetwork({ ...texts, task: 'text-multi-label' })
  const thresholds = [0.25, 0.5, 0.75]
  const told = await metadataOf(await onnxFiles({ ...labelling, constants: { thresholds } }, unwatched))
  expect(JSON.parse(told.thresholds ?? '')).toEqual(thresholds)
  // Nobody knows the licence of a made-up model: the file says nothing of it, and the README says so.
  expect(told).not.toHaveProperty('base_license')
  disposeTuned(labelling)
})

const evil = '</script><img src=x onerror=alert(1)>`'

test('a label that is markup stays a label: in config.json, in the file, and as code in the README', async () => {
  const tuned = { ...(await tunedNetwork({ ...texts, task: 'text-classification' })), labels: [evil, 'two', 'a\nb'] }
  const files = await onnxFiles(tuned, unwatched)
  const config = JSON.parse(await textOf(files, 'config.json'))
  expect(config.id2label).toEqual({ 0: evil, 1: 'two', 2: 'a\nb' })
  expect(JSON.parse((await metadataOf(files)).labels ?? '')).toEqual(tuned.labels)
  const readme = await textOf(files, 'README.md')
  expect(readme).toContain(`- Classes, in order: \`\` ${evil} \`\`, \`two\`, \`a b\`\n`)
  disposeTuned(tuned)
})

test.each([
  ['plain', '`plain`'],
  ['a`b', '``a`b``'],
  ['`', '`` ` ``'],
  ['``x`', '``` ``x` ```'],
  [' padded ', '`  padded  `'],
])('%j as code is %s', (text, span) => {
  expect(codeSpan(text)).toBe(span)
})

test.each([
  ['thaw-text', 'Licence of that model: Apache-2.0'],
  ['google/mobilenet_v2_1.0_224', 'Licence of that model: one of its own. Read it at https://huggingface.co/google/'],
  ['somebody/something', 'Licence of that model: not known here. Read it where the model was published'],
])('the README says what licence %s has, or that it has to be read', async (id, words) => {
  const tuned = await tunedNetwork({ ...texts, task: 'text-classification' })
  const files = await onnxFiles({ ...tuned, base: { id, revision: 'main' } }, unwatched)
  expect(await textOf(files, 'README.md')).toContain(words)
  disposeTuned(tuned)
})

test.each(methodIds.filter((id) => id !== 'head'))(
  'whether %s leaves a writer as a graph is known beforehand',
  async (method) => {
    const tuned = await tunedNetwork({ base: 'gpt2', task: 'text-generation', method })
    const written = await onnxFiles(tuned, unwatched).then(
      () => true,
      () => false,
    )
    expect(methodCard(method).leaves.graph?.(taskCard('text-generation')) ?? null).toEqual(
      written ? null : expect.any(String),
    )
    disposeTuned(tuned)
  },
)

async function textOf(files: readonly ExportedFile[], name: string): Promise<string> {
  return (await files.find((file) => file.name === name)?.blob.text()) ?? expect.fail(`no ${name}`)
}

/** The metadata that all forms have alike. */
async function metadataOf(files: readonly ExportedFile[]): Promise<Record<string, string>> {
  const models = files.filter(({ name }) => name.endsWith('.onnx'))
  const found = await Promise.all(
    models.map(async ({ blob }) => propertiesOf(new Uint8Array(await blob.arrayBuffer()))),
  )
  expect(found.length).toBe(3)
  for (const each of found) expect(each).toEqual(found[0])
  return found[0] ?? {}
}

/** metadata_props, field 14 of a ModelProto: pairs of a key (1) and a value (2). */
function propertiesOf(bytes: Uint8Array): Record<string, string> {
  const pairs = fieldsOf(bytes).filter(({ field }) => field === 14)
  const decoder = new TextDecoder()
  return Object.fromEntries(
    pairs.map(({ content }) => fieldsOf(content).map((part) => decoder.decode(part.content)) as [string, string]),
  )
}

interface Field {
  readonly field: number
  readonly content: Uint8Array
}

/** Those that have a length. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const found: Field[] = []
  let at = 0
  const varint = () => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++] as number
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    if (tag % 8 === 0) varint()
    else if (tag % 8 === 2) {
      const length = varint()
      found.push({ field: Math.floor(tag / 8), content: bytes.subarray(at, at + length) })
      at += length
    } else throw new Error(`A field of wire type ${tag % 8}.`)
  }
  return found
}
