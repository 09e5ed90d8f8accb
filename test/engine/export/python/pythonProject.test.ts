import { createHash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { splitDataset } from '../../../../src/engine/data/splitDataset.ts'
import { type PythonProjectOptions, pythonProject } from '../../../../src/engine/export/python/pythonProject.ts'
import { parseSafetensors } from '../../../../src/engine/weights/safetensors.ts'
import { widen } from '../../../../src/engine/weights/tensorFile.ts'
import type { MethodId } from '../../../../src/methods/ids.ts'
import { mostWeightRatio, skewRatio } from '../../../../src/shared/metrics/classBalance.ts'
import type { FieldValue } from '../../../../src/shared/recipe/field.ts'
import { type MadeCase, makeCase, type PythonCase } from '../../../reference/pythonCases.ts'
import { startBackend } from '../../../support/backends.ts'

const sorting = { name: 'sorting', network: 'bert', task: 'text-classification' } as const
const seeing = { name: 'seeing', network: 'resnet-basic', task: 'image-classification' } as const
const writing = { name: 'writing', network: 'gpt2', task: 'text-generation' } as const

type Files = ReadonlyMap<string, Blob>

async function exported(
  each: PythonCase,
  published: PythonProjectOptions['published'] = null,
  startFrom?: PythonProjectOptions['startFrom'],
) {
  await startBackend('cpu')
  const made = await makeCase(each)
  try {
    const files = new Map(
      (await pythonProject({ ...made, published, ...(startFrom && { startFrom }) })).map(({ name, blob }) => [
        name,
        blob,
      ]),
    )
    return { made, files }
  } finally {
    made.model.dispose()
  }
}

const textOf = async (files: Files, name: string) => (files.get(name) as Blob).text()

interface Plan {
  readonly model: Record<string, unknown>
  readonly peft: Record<string, unknown> | null
  readonly pissa: boolean
  readonly lines: number[] | null
  readonly parameters: { name: string; block: number; share: number; decayed: boolean }[]
}

async function planOf(method: MethodId, of: Omit<PythonCase, 'method'> = sorting, fields?: PythonCase['fields']) {
  const { files } = await exported({ ...of, method, ...(fields && { fields }) })
  return JSON.parse(await textOf(files, 'plan.json')) as Plan
}

async function tensorsOf(files: Files, name: string) {
  const { tensors } = parseSafetensors(await (files.get(name) as Blob).arrayBuffer())
  const weights = [...tensors].filter(([, { dtype }]) => dtype === 'F32')
  return new Map(weights.map(([key, tensor]) => [key, { shape: tensor.shape, values: widen(tensor) }]))
}

describe('for a fixed recipe', () => {
  const rates = { 'optimiser.layerDecay': 0.5, 'optimiser.trunkRate': 1 }
  const lora = { ...sorting, method: 'lora', fields: { 'method.rank': 4, ...rates } } as const
  const hub = { repository: 'google-bert/bert-base-uncased', revision: '86b5e0934494bd15c9632b12f734a8a67f723594' }

  test('plan, split and README are as they were when the originals ran them', async () => {
    const { files } = await exported(lora, hub)
    for (const name of ['plan.json', 'split.json', 'README.md'])
      await expect(await textOf(files, name)).toMatchFileSnapshot(`../../../fixtures/pythonProject/${name}`)
  })

  test('the program weighs classes as the engine does', async () => {
    const { files } = await exported(lora, hub)
    expect(await textOf(files, 'thaw_tasks.py')).toContain(`MOST_WEIGHT_RATIO = ${mostWeightRatio}\n`)
    expect(await textOf(files, 'thaw_tasks.py')).toContain(`SKEW_RATIO = ${skewRatio}\n`)
  })

  test('the recipe goes along whole', async () => {
    const { made, files } = await exported(lora, hub)
    expect(JSON.parse(await textOf(files, 'recipe.json'))).toEqual(made.recipe)
  })

  test('of a network that the hub has, only the tokeniser is given along', async () => {
    const { files } = await exported(lora, hub)
    expect([...files.keys()]).toEqual([
      'README.md',
      'requirements.txt',
      'train.py',
      'modeling_thaw.py',
      'thaw_data.py',
      'thaw_inputs.py',
      'thaw_model.py',
      'thaw_project.py',
      'thaw_result.py',
      'thaw_tags.py',
      'thaw_talk.py',
      'thaw_tasks.py',
      'predict.py',
      'serve.py',
      'requirements-serve.txt',
      'Dockerfile',
      'recipe.json',
      'plan.json',
      'split.json',
      'initial.safetensors',
      'model/tokenizer.json',
      'model/tokenizer_config.json',
    ])
  })

  test('every module that the program imports is among the files', async () => {
    const { files } = await exported(lora, hub)
    const programs = [...files.keys()].filter((name) => name.endsWith('.py'))
    const sources = await Promise.all(programs.map((name) => textOf(files, name)))
    const imported = sources.flatMap((source) =>
      [...source.matchAll(/^ *(?:from (thaw_\w+) import|import (modeling_thaw))/gm)].map(
        ([, one, other]) => one ?? other,
      ),
    )
    expect(new Set(imported.map((name) => `${name}.py`))).toEqual(
      new Set(programs.filter((name) => !['train.py', 'predict.py', 'serve.py'].includes(name))),
    )
  })
})

describe('what the network begins with', () => {
  test('lies beside it where the hub does not have it, the head as the run starts it', async () => {
    const { files } = await exported({ ...sorting, method: 'head' })
    const initial = await tensorsOf(files, 'initial.safetensors')
    const whole = await tensorsOf(files, 'model/model.safetensors')
    expect([...initial.keys()].sort()).toEqual(['classifier.bias', 'classifier.weight'])
    for (const [name, tensor] of initial) expect(whole.get(name)).toEqual(tensor)
    expect(whole.has('bert.encoder.layer.1.output.dense.weight')).toBe(true)
    expect([...files.keys()].filter((name) => name.startsWith('model/')).sort()).toEqual([
      'model/config.json',
      'model/model.safetensors',
      'model/tokenizer.json',
      'model/tokenizer_config.json',
    ])
  })

  test('lies beside it for timm\u2019s files, whose names transformers does not know', async () => {
    const published = { repository: 'timm/resnet18.a1_in1k', revision: 'main' }
    const { files } = await exported({ ...seeing, network: 'timm-resnet-basic', method: 'head' }, published)
    expect(JSON.parse(await textOf(files, 'plan.json')).model.repository).toBeNull()
    expect((await tensorsOf(files, 'model/model.safetensors')).has('classifier.1.weight')).toBe(true)
  })

  test('lies beside it at random initialisation, and differs from the published weights', async () => {
    const fields = { 'model.initialisation': 'random' }
    const published = { repository: 'a/b', revision: 'main' }
    const name = 'bert.encoder.layer.0.output.dense.weight'
    const random = await exported({ ...sorting, method: 'full', fields }, published)
    const given = await exported({ ...sorting, method: 'full' })
    const [ours, theirs] = await Promise.all(
      [random, given].map(async ({ files }) => (await tensorsOf(files, 'model/model.safetensors')).get(name)),
    )
    expect(ours?.shape).toEqual(theirs?.shape)
    expect(ours?.values).not.toEqual(theirs?.values)
  })

  test('a pair is laid out as torch has it: A drawn, B zero', async () => {
    const { files } = await exported({ ...seeing, method: 'lora', fields: { 'method.rank': 2 } })
    const initial = await tensorsOf(files, 'initial.safetensors')
    const site = 'resnet.encoder.stages.1.layers.0.layer.0.convolution'
    const [a, b] = [initial.get(`${site}.lora_A.weight`), initial.get(`${site}.lora_B.weight`)]
    expect([a?.shape, b?.shape]).toEqual([
      [2, 8, 3, 3],
      [12, 2, 1, 1],
    ])
    expect(Math.max(...(a?.values ?? []).map(Math.abs))).toBeGreaterThan(0)
    expect(b?.values.every((value) => value === 0)).toBe(true)
  })

  test('prefixes of all layers are one tensor, keys before values', async () => {
    const { files, made } = await exported({ ...writing, method: 'prefix' })
    const packed = (await tensorsOf(files, 'initial.safetensors')).get('prompt_embeddings')
    const tokens = made.recipe.method.tokens
    expect(packed?.shape).toEqual([tokens, 2 * 2 * 32])
    expect(new Set(packed?.values).size).toBeGreaterThan(tokens * 100)
  })
})

describe('a run that goes on with what was learned', () => {
  const site = 'bert.encoder.layer.1.attention.self.query'
  const shift = 'bert.encoder.layer.1.output.LayerNorm.bias'
  const values = new Map([
    [`${site}.lora_A.weight`, Float32Array.from({ length: 32 * 2 }, (_, i) => i)],
    [`${site}.lora_B.weight`, new Float32Array(2 * 32).fill(0.5)],
    [shift, new Float32Array(32).fill(0.25)],
  ])
  const lora = { ...sorting, method: 'lora', fields: { 'method.rank': 2 } } as const

  test('begins with those numbers, at those layers', async () => {
    const { files } = await exported(lora, { repository: 'a/b', revision: 'main' }, { values, sites: [site] })
    const initial = await tensorsOf(files, 'initial.safetensors')
    const a = initial.get(`${site}.lora_A.weight`)
    expect([a?.shape, a?.values[1]]).toEqual([[2, 32], 2]) // [in, rank] here is [rank, in] in the file
    expect(initial.get(shift)?.values.every((value) => value === 0.25)).toBe(true)
    const plan = JSON.parse(await textOf(files, 'plan.json'))
    expect(plan.peft.target_modules).toEqual([site])
  })

  test('is refused where PiSSA would take other directions out of the layer', async () => {
    const principal = { ...lora, fields: { ...lora.fields, 'method.initialisation': 'pissa' } }
    await expect(exported(principal, null, { values, sites: [site] })).rejects.toMatchObject({ code: 'export-refused' })
  })
})

describe('what learns', () => {
  const trunkNames = (plan: Plan) => plan.parameters.map(({ name }) => name).filter((name) => name.startsWith('bert.'))

  test('by a head alone is the head, at the whole rate', async () => {
    const plan = await planOf('head')
    expect(plan.parameters).toEqual([
      { name: 'classifier.weight', block: 4, share: 1, decayed: true },
      { name: 'classifier.bias', block: 4, share: 1, decayed: false },
    ])
    expect(plan.peft).toBeNull()
  })

  test('lower blocks learn more slowly, biases and norms are not decayed', async () => {
    const plan = await planOf('full', sorting, { 'optimiser.trunkRate': 0.5, 'optimiser.layerDecay': 0.5 })
    const of = (name: string) => plan.parameters.find((parameter) => parameter.name === name)
    expect(of('bert.pooler.dense.weight')).toMatchObject({ block: 3, share: 0.5, decayed: true })
    expect(of('bert.encoder.layer.0.output.LayerNorm.weight')).toMatchObject({ share: 0.125, decayed: false })
    expect(of('bert.embeddings.word_embeddings.weight')).toMatchObject({ block: 0, share: 0.0625, decayed: true })
    expect(of('classifier.weight')).toMatchObject({ share: 1 })
  })

  test('gradually follows the line, epoch by epoch', async () => {
    const plan = await planOf('gradual', sorting, { epochs: 6, thaw: 3, 'method.epochsPerBlock': 2 })
    expect(plan.lines).toEqual([4, 4, 3, 3, 2, 2])
  })

  test('as biases or norms needs no peft', async () => {
    const [bitfit, norm] = [await planOf('bitfit'), await planOf('norm')]
    expect(bitfit.peft ?? norm.peft).toBeNull()
    expect(trunkNames(bitfit).every((name) => name.endsWith('.bias'))).toBe(true)
    expect(trunkNames(norm).every((name) => name.includes('LayerNorm'))).toBe(true)
  })

  test('as pairs is what peft is told, by whole paths', async () => {
    const plan = await planOf('lora', sorting, {
      ...{ 'method.targets': 'query-value', 'method.rateRatio': 8, 'optimiser.trunkRate': 1, thaw: 2 },
      'method.rankStabilised': true,
    })
    expect(plan.peft).toEqual({
      ...{ config: 'LoraConfig', task_type: 'SEQ_CLS', r: 8, lora_alpha: 16, lora_dropout: 0 },
      ...{ use_rslora: true, use_dora: false, fan_in_fan_out: false, modules_to_save: ['classifier'] },
      target_modules: ['bert.encoder.layer.1.attention.self.query', 'bert.encoder.layer.1.attention.self.value'],
    })
    const shares = plan.parameters.map(({ name, share }) => [name.split('.').at(-2), share])
    expect(shares.filter(([part]) => part === 'lora_B')).toEqual([
      ['lora_B', 8],
      ['lora_B', 8],
    ])
  })

  test('as scales tells which of them stand before the layer', async () => {
    const plan = await planOf('ia3', writing)
    const inputs = plan.peft?.feedforward_modules as string[]
    expect(inputs).toEqual(['transformer.h.0.mlp.c_proj', 'transformer.h.1.mlp.c_proj'])
    expect(plan.peft?.target_modules).toEqual(expect.arrayContaining([...inputs, 'transformer.h.0.attn.c_attn']))
    expect(plan.model.dropoutAt).toBe('lm_head')
    expect(plan.parameters.some(({ decayed }) => decayed)).toBe(false)
  })
})

describe('refused', () => {
  const cases: [string, PythonCase, RegExp][] = [
    ['bottleneck adapters', { ...sorting, method: 'adapter' }, /peft has no bottleneck adapters/],
    ['prompts for pictures', { ...seeing, network: 'vit', method: 'prompt' }, /no prompts for pictures/],
    ['prefixes in DistilBERT', { ...sorting, network: 'distilbert', method: 'prefix' }, /cannot give DistilBERT/],
    ['prompts that GPT-2 sorts by', { ...sorting, network: 'gpt2', method: 'prompt' }, /end of a padded text/],
    ['LoRA in MobileNet v2', { ...seeing, network: 'mobilenet-v2', method: 'lora' }, /lack the stride/],
    ['prefixes in some layers', { ...sorting, method: 'prefix', fields: { thaw: 2 } }, /in the top ones only/],
    [
      'prefixes at several rates',
      { ...sorting, method: 'prefix', fields: { 'optimiser.layerDecay': 0.5 } },
      /one learning rate/,
    ],
    ['packed weights', { ...sorting, method: 'lora', fields: { quantise: '4bit' } }, /kept in fewer bits/],
    ['a tfjs MobileNet', { ...seeing, network: 'mobilenet-v1', method: 'head' }, /layout of a tfjs MobileNet/],
  ]
  test.each(cases)('%s', async (_, each, message) => {
    await expect(exported(each)).rejects.toMatchObject({
      code: 'export-refused',
      message: expect.stringMatching(message),
    })
  })
})

test('the split is told by the digests of the contents; what the run leaves out is in none', async () => {
  const fields: Record<string, FieldValue> = { maxTrain: 5 }
  const { made, files } = await exported({ ...sorting, method: 'head', fields })
  const { examples, classes } = JSON.parse(await textOf(files, 'split.json'))
  const { recipe, dataset } = made
  const split = splitDataset(dataset, { ...recipe.split, seed: recipe.seed, maxTrain: 5 })
  expect(classes).toEqual(['bird', 'cat', 'dog'])
  for (const part of ['train', 'validation', 'test'] as const)
    expect(examples.flatMap((each: { split: string }, i: number) => (each.split === part ? [i] : []))).toEqual(
      split[part],
    )
  expect(examples.filter((each: { split: string | null }) => each.split === null).length).toBeGreaterThan(0)
  expect(examples[0]).toMatchObject({ id: dataset.examples[0]?.digest, class: 'bird', label: 0 })
  expect(examples[0].id).toMatch(/^[0-9a-f]{64}$/)
})

interface Manifest {
  readonly input: string
  readonly classes: readonly string[]
  readonly examples: readonly { readonly labels?: number[]; readonly number?: number; readonly unspaced?: string }[]
}

interface AskedPlan {
  readonly task: Readonly<Record<string, unknown>>
  readonly input: Readonly<Record<string, unknown>>
}

async function asked(each: PythonCase) {
  const { made, files } = await exported(each)
  const { input, classes, examples } = JSON.parse(await textOf(files, 'split.json')) as Manifest
  return { made, plan: JSON.parse(await textOf(files, 'plan.json')) as AskedPlan, input, classes, examples }
}

describe('other answers', () => {
  test('words are told without their spaces and by their lengths, whatever form they had', async () => {
    const marking = { name: 'marking', network: 'bert', task: 'token-classification', method: 'full' } as const
    for (const sentences of ['lists', 'columns', 'cells'] as const) {
      const { made, examples, input, plan } = await asked({ ...marking, sentences })
      const { content, digest, target } = made.dataset.examples[0] as (typeof made.dataset.examples)[number]
      const words = content.kind === 'words' ? content.words : []
      expect(input).toBe('words')
      expect(examples[0]).toMatchObject({ id: digest, words: words.map(({ length }) => length), ...strip(target) })
      expect(examples[0]?.unspaced).toBe(createHash('sha256').update(words.join('')).digest('hex'))
      expect(plan.task).toMatchObject({ autoModel: 'AutoModelForTokenClassification', outputs: 3, score: 'entityF1' })
    }
  })

  test('labels and numbers stand beside their examples', async () => {
    const labels = await asked({ name: '', network: 'gpt2', task: 'text-multi-label', method: 'full' })
    expect(labels.classes).toEqual(['bird', 'cat', 'dog', 'rare'])
    expect(labels.examples.map((each) => each.labels)).toEqual(
      labels.made.dataset.examples.map(({ target }) => (target.kind === 'labels' ? target.labels : null)),
    )
    expect(labels.plan.task).toMatchObject({ problemType: 'multi_label_classification', outputs: 4 })
    const numbers = await asked({ name: '', network: 'gpt2', task: 'text-regression', method: 'full' })
    expect(numbers.examples.map(({ number }) => number)).toEqual(
      numbers.made.dataset.examples.map(({ target }) => (target.kind === 'number' ? target.value : null)),
    )
    // GPT-2's head has no bias, which the mean could go into.
    expect(numbers.plan.task.lastLayer).toEqual({ weight: 'score.weight', bias: null })
    expect(numbers.plan.task).toMatchObject({ outputs: 1, problemType: 'regression', score: 'mae', better: 'lower' })
  })

  test('of a head of two layers, the upper one is brought to the unit of the data', async () => {
    const { plan } = await asked({ name: '', network: 'distilbert', task: 'text-regression', method: 'head' })
    expect(plan.task.lastLayer).toEqual({ weight: 'classifier.weight', bias: 'classifier.bias' })
  })

  test('a pair brings the template by which both texts become one row', async () => {
    const { plan, input } = await asked({
      name: '',
      network: 'bert',
      task: 'text-pair-classification',
      method: 'head',
    })
    expect(input).toBe('pair')
    expect(plan.input).toMatchObject({ typed: true, pair: { before: [2], between: [3], after: [3], secondType: 1 } })
  })
})

const strip = (target: object) => Object.fromEntries(Object.entries(target).filter(([key]) => key !== 'kind'))

test('passages are told by their length, by which they are found in their file', async () => {
  const { made, files } = await exported({ ...writing, method: 'full' })
  const { examples } = JSON.parse(await textOf(files, 'split.json'))
  const text = await (made as MadeCase).files[0]?.file.text()
  const total = examples.reduce((sum: number, { length }: { length: number }) => sum + length, 0)
  expect(examples[0].name).toBe('story.txt, passage 1')
  expect(total).toBe((text?.length ?? 0) - 2 * (examples.length - 1)) // an empty line between two passages
})

test.each(['lora', 'dora', 'prefix', 'full'] as const)(
  '%s: no tensor is left, and the model is as it was',
  async (method) => {
    await startBackend('cpu')
    const made = await makeCase({ ...sorting, method, fields: { 'method.initialisation': 'pissa' } })
    const name = 'bert.encoder.layer.0.output.dense.weight'
    const before = [tf.memory().numTensors, ...(await made.model.weight(name).data())]
    await pythonProject({ ...made, published: null })
    expect([tf.memory().numTensors, ...(await made.model.weight(name).data())]).toEqual(before)
    made.model.dispose()
  },
)
