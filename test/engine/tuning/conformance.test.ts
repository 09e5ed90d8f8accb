/**
 * Every method on every kind of network: what it trains, that it begins as the network was, its gradient against
 * differences of the loss, that steps lower the loss, and that merged weights compute what the adapter computed.
 */
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sitesFrom } from '../../../src/engine/models/sites.ts'
import type { MethodOptions } from '../../../src/engine/tuning/method.ts'
import { methodRefusal } from '../../../src/methods/cards.ts'
import type { MethodId } from '../../../src/methods/ids.ts'
import { seeded } from '../../../src/shared/random.ts'
import { startBackend } from '../../support/backends.ts'
import { attachTo, methodIds, type Tuned } from '../../support/tuningNetwork.ts'

/** Random MobileNets bend (ReLU6) within any step that single precision can tell from none. */
const bending: readonly string[] = ['mobilenet-v1', 'mobilenet-v2']
const networks = [
  ['bert', 'bert'],
  ['bert-mean', 'bert'],
  ['distilbert', 'distilbert'],
  ['roberta', 'roberta'],
  ['modernbert-mean', 'modernbert'],
  ['gpt2', 'gpt2'],
  ['gpt-neo', 'gpt-neo'],
  ['vit', 'vit'],
  ['deit', 'deit'],
  ['dinov2', 'dinov2'],
  ['resnet-basic', 'resnet'],
  ['mobilenet-v1', 'mobilenet-v1'],
  ['mobilenet-v2', 'mobilenet-v2'],
] as const
const pairs = networks.flatMap(([name, family]) =>
  methodIds.filter((id) => methodRefusal(id, 'text-classification', family) === null).map((id) => [id, name] as const),
)
/** They put tokens or keys of their own beside those of the input, and so cannot begin as nothing. */
const neverNothing: readonly MethodId[] = ['prompt', 'prefix']

/** What a method trains, by the ends of the names. */
const trainedNames: Record<MethodId, RegExp> = {
  head: /^$/,
  'top-blocks': /./,
  full: /./,
  gradual: /./,
  bitfit: /(\.bias|\/bias|\/beta)$/,
  norm: /(norm|norm\d|ln_\d|ln_f|layernorm_\w+|normalization|_bn|layer_scale\d)[./](weight|bias|gamma|beta|lambda1)$/i,
  lora: /\.lora_[AB]\.weight$/,
  dora: /\.lora_([AB]\.weight|magnitude_vector)$/,
  ia3: /\.ia3_l$/,
  adapter: /\.adapter_(down|up)\.(weight|bias)$/,
  prompt: /^prompt_embeddings(\.\d+)?$/,
  prefix: /\.prefix_(key|value)$/,
}

describe.each(pairs)('%s on %s', (id, name) => {
  let open: Opened
  beforeAll(async () => {
    open = await opened(id, name)
  })
  afterAll(() => open.close())

  test('trains what its name says and nothing else', async () => {
    await open.use(async ({ trained }) => {
      const names = [...trained.keys()]
      expect(names.length > 0).toBe(id !== 'head')
      expect(names.filter((each) => !trainedNames[id].test(each))).toEqual([])
    })
  })

  test('begins as the network was, to the bit', async () => {
    await open.use(async (tuned) => {
      const [adapted, without] = await Promise.all([read(tuned.logits()), read(tuned.plainLogits())])
      if (neverNothing.includes(id)) expect(adapted).not.toEqual(without)
      else expect(adapted).toEqual(without)
    })
  })

  test.skipIf(bending.includes(name))('has the gradient that differences of its loss tell', async () => {
    await open.use(async (tuned) => {
      shake(tuned)
      if (tuned.trained.size === 0) return expect(id).toBe('head')
      // DoRA takes the norm for a constant when it learns the pairs, so that only its magnitudes can be tried like this.
      const tried = (key: string) => id !== 'dora' || key.endsWith('magnitude_vector')
      const along = (key: string) =>
        tf.tidy(() => tf.mul(directionOf(key, tuned.trained.get(key)?.shape ?? []), tried(key) ? 1 : 0))
      const [slope, differences] = await slopesAlong(tuned, along)
      // A finite step in single precision: a hundredth of the slope.
      expect(Math.abs(slope - differences)).toBeLessThan(1e-2 * Math.max(0.1, Math.abs(slope)))
    })
  })

  test('lowers its loss, and is folded into plain weights where that can be', async () => {
    await open.use(async (tuned) => {
      if (tuned.trained.size === 0) return expect(id).toBe('head')
      shake(tuned)
      const before = await number(tf.tidy(tuned.loss))
      for (let step = 0; step < 8; step++) descend(tuned, bending.includes(name) ? 1e-4 : 5e-3)
      expect(await number(tf.tidy(tuned.loss))).toBeLessThan(before)
      const { merge } = tuned.attachment
      if (!merge) return expect(['adapter', 'prompt', 'prefix']).toContain(id)
      const merged = merge(tuned.weight)
      const [folded, dressed] = await Promise.all([read(tuned.plainLogits(merged)), read(tuned.logits())])
      tf.dispose([...merged.values()])
      folded.forEach((value, at) => {
        expect(value).toBeCloseTo(dressed[at] as number, bending.includes(name) ? 3 : 4)
      })
    })
  })
})

test('a dead filter, all of whose weights are zero, is no division by zero to DoRA', async () => {
  await withNetwork('dora', 'resnet-basic', async (tuned) => {
    const [site] = sitesFrom(tuned.trunk, 0)
    const kernel = tuned.original.weight(site?.kernel.name ?? '')
    const dead = tf.tidy(() =>
      tf.mul(kernel, tf.concat([tf.zeros([1]), tf.ones([(kernel.shape.at(-1) as number) - 1])])),
    )
    const weight = (name: string) => (name === site?.kernel.name ? dead : tuned.original.weight(name))
    const first = await tuned.attachment.first(weight)
    const magnitude = first.get(`${site?.name}.lora_magnitude_vector`) as Float32Array
    const weights = new Map([
      [site?.kernel.name ?? '', dead],
      [`${site?.name}.lora_magnitude_vector`, tf.tensor1d(magnitude)],
    ])
    expect((await read(tuned.logits(weights))).every(Number.isFinite)).toBe(true)
    tf.dispose([...weights.values()])
  })
})

const variants = [
  ['lora', 'bert', { initialisation: 'pissa' }],
  ['lora', 'resnet-basic', { initialisation: 'pissa', rankStabilised: true }],
  ['lora', 'gpt2', { targets: 'query-value', rankStabilised: true, thaw: 2 }],
  ['dora', 'vit', { targets: 'attention', thaw: 2 }],
  ['adapter', 'distilbert', { placement: 'pfeiffer' }],
  ['prompt', 'vit', { depth: 'shallow' }],
  ['prefix', 'bert', { thaw: 2 }],
] as const satisfies readonly (readonly [MethodId, string, Partial<MethodOptions>])[]

describe.each(variants)('%s on %s with %o', (id, name, changed) => {
  test('begins as the network was, has the gradient of its loss, and merges where it can', async () => {
    await withNetwork(
      id,
      name,
      async (tuned) => {
        const begins = await Promise.all([read(tuned.logits()), read(tuned.plainLogits())])
        if (!neverNothing.includes(id)) expect(begins[0]).toEqual(begins[1])
        shake(tuned)
        const tried = (key: string) => (id !== 'dora' || key.endsWith('magnitude_vector') ? 1 : 0)
        const along = (key: string) =>
          tf.tidy(() => tf.mul(directionOf(key, tuned.trained.get(key)?.shape ?? []), tried(key)))
        const [slope, differences] = await slopesAlong(tuned, along)
        expect(Math.abs(slope - differences)).toBeLessThan(1e-2 * Math.max(0.1, Math.abs(slope)))
        const merged = tuned.attachment.merge?.(tuned.weight)
        if (!merged) return
        const [folded, dressed] = await Promise.all([read(tuned.plainLogits(merged)), read(tuned.logits())])
        tf.dispose([...merged.values()])
        folded.forEach((value, at) => {
          expect(value).toBeCloseTo(dressed[at] as number, 4)
        })
      },
      changed,
    )
  })
})

interface Opened {
  /** Nothing is left on the backend after, and the next begins where this one did. */
  use(work: (tuned: Tuned) => Promise<void>): Promise<void>
  close(): void
}

/** A network is read and a method attached once for all that is asked of the pair. */
async function opened(id: MethodId, name: string, changed: Partial<MethodOptions> = {}): Promise<Opened> {
  await startBackend('cpu')
  const before = tf.memory().numTensors
  const tuned = await attachTo(name, id, changed)
  const begun = new Map([...tuned.trained].map(([key, variable]) => [key, tf.clone(variable)]))
  const held = tf.memory().numTensors
  return {
    async use(work) {
      try {
        await work(tuned)
      } finally {
        for (const [key, value] of begun) tuned.trained.get(key)?.assign(value)
      }
      expect(tf.memory().numTensors).toBe(held)
    },
    close() {
      tf.dispose([...begun.values()])
      tuned.dispose()
      expect(tf.memory().numTensors).toBe(before)
    },
  }
}

async function withNetwork(
  id: MethodId,
  name: string,
  work: (tuned: Tuned) => Promise<void>,
  changed: Partial<MethodOptions> = {},
): Promise<void> {
  const open = await opened(id, name, changed)
  await open.use(work).finally(open.close)
}

/** Away from the start, where half of a zero-initialised method has no gradient. */
function shake({ trained, attachment }: Tuned): void {
  for (const { name } of attachment.added) {
    const parameter = trained.get(name)
    if (parameter) move(parameter, directionOf(name, parameter.shape), 0.3)
  }
}

/** A step of fixed length down the gradient. */
function descend({ trained, loss }: Tuned, step: number): void {
  tf.tidy(() => {
    const { grads } = tf.variableGrads(loss, [...trained.values()])
    const slopes = Object.values(grads)
    const squares = slopes.map((slope) => tf.sum(tf.square(slope)))
    const length = tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square)))
    for (const parameter of trained.values())
      parameter.assign(tf.sub(parameter, tf.mul(tf.div(grads[parameter.name] as tf.Tensor, length), step)))
  })
}

/** Of the loss along the direction: by its gradient, and by two losses beside it. */
async function slopesAlong(
  { trained, loss }: Tuned,
  direction: (name: string) => tf.Tensor,
): Promise<[number, number]> {
  const byGradient = tf.tidy(() => {
    const { grads } = tf.variableGrads(loss, [...trained.values()])
    const shares = [...trained].map(([name, { name: own }]) => tf.sum(tf.mul(grads[own] as tf.Tensor, direction(name))))
    return shares.reduce((sum, share) => tf.add(sum, share))
  })
  const lossAfter = async (share: number) => {
    for (const [name, parameter] of trained) move(parameter, direction(name), share)
    return number(tf.tidy(loss))
  }
  const step = 1e-3
  const above = await lossAfter(step)
  const below = await lossAfter(-2 * step)
  return [await number(byGradient), (above - below) / (2 * step)]
}

function move(parameter: tf.Variable, direction: tf.Tensor, share: number): void {
  tf.tidy(() => parameter.assign(tf.add(parameter, tf.mul(direction, share))))
  direction.dispose()
}

/** Values of about one tenth, the same at every call. */
function directionOf(name: string, shape: readonly number[]): tf.Tensor {
  const random = seeded(name)
  const size = shape.reduce((a, b) => a * b, 1)
  return tf.tensor(
    Float32Array.from({ length: size }, () => 0.1 * random.normal()),
    [...shape],
  )
}

async function read(tensor: tf.Tensor): Promise<number[]> {
  const values = [...(await tensor.data())]
  tensor.dispose()
  return values
}

async function number(tensor: tf.Tensor): Promise<number> {
  return (await read(tensor))[0] as number
}
