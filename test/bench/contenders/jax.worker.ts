/**
 * The same networks in jax-js: one training step is one function, `jit(valueAndGrad)` with Adam inside. Its arrays are
 * counted by reference: whoever is given one uses it up, and `.ref` makes one use more.
 */
import './counters.ts'
import { blockUntilReady, defaultDevice, init, jit, numpy as np, tree, valueAndGrad } from '@jax-js/jax'
import { firstValues, makeWork, trainedNames, type Value } from '../work/makeWork.ts'
import { batchesOf } from './batches.ts'
import { jaxLoss, type Parameters } from './jaxNetworks.ts'
import { serve } from './serve.ts'

type Step = (state: State, shares: np.Array, frozen: Parameters, x: np.Array, y: np.Array) => [np.Array, State]
// A type alias, not an interface: jax-js takes only those for trees.
type State = { values: Parameters; first: Parameters; second: Parameters }

interface Learner {
  readonly step: Step
  readonly batches: readonly { readonly x: np.Array; readonly y: np.Array }[]
  readonly frozen: Parameters
}

let learner: Learner | null = null
let state: State | null = null
let made = 0
const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8]

serve({
  async open(backend, threads) {
    if (!(await init(backend)).includes(backend)) throw new Error(`jax-js could not start its ${backend} device`)
    defaultDevice(backend)
    return `${backend} of jax-js${backend === 'wasm' ? `, ${threads} threads` : ''}`
  },
  async prepare(job) {
    const work = makeWork(job)
    const trained = new Set(trainedNames(work))
    const all = [...firstValues(work)]
    const values = arraysOf(all.filter(([name]) => trained.has(name)))
    const frozen = arraysOf(all.filter(([name]) => !trained.has(name)))
    const zeros = () => Object.fromEntries(Object.entries(values).map(([name, { shape }]) => [name, np.zeros(shape)]))
    state = { values, first: zeros(), second: zeros() }
    const batches = batchesOf(work).map(({ ids, size, tokens, labels, next }) => ({
      x: np.array(ids, { shape: [size, tokens], dtype: np.int32 }),
      y: np.array(next.length > 0 ? next : labels, { dtype: np.int32 }),
    }))
    learner = {
      step: jit(stepOf(jaxLoss(job), work.recipe.optimiser.learningRate)) as unknown as Step,
      batches,
      frozen,
    }
    const size = (tensors: Parameters) => Object.values(tensors).reduce((sum, { size }) => sum + size, 0)
    return { parameters: size(values) + size(frozen), trained: size(values) }
  },
  async run(steps) {
    const losses: np.Array[] = []
    for (let step = 0; step < steps; step++) losses.push(await makeStep())
    const values: number[] = []
    for (const loss of losses) values.push((await loss.data())[0] as number)
    return values
  },
  tensorBytes: () => null,
})

async function makeStep(): Promise<np.Array> {
  if (!learner || !state) throw new Error('internal: nothing was prepared')
  const { step, batches, frozen } = learner
  const { x, y } = batches[made++ % batches.length] as (typeof batches)[number]
  const [loss, next] = step(state, np.array([1 - beta1 ** made, 1 - beta2 ** made]), tree.ref(frozen), x.ref, y.ref)
  state = next
  await blockUntilReady([loss, next.values])
  return loss
}

function arraysOf(entries: readonly (readonly [string, Value])[]): Parameters {
  return Object.fromEntries(
    entries.map(([name, { shape, values }]) => [
      name,
      np.array(values as Float32Array<ArrayBuffer>, { shape: [...shape] }),
    ]),
  )
}

/** `shares` [2]: what bias correction divides the moments by. */
function stepOf(loss: ReturnType<typeof jaxLoss>, rate: number): Step {
  return ({ values, first, second }, shares, frozen, x, y) => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(values), frozen, x, y) as [np.Array, Parameters]
    const next: State = { values: {}, first: {}, second: {} }
    for (const [name, parameter] of Object.entries(values)) {
      const gradient = gradients[name] as np.Array
      const mean = (first[name] as np.Array).mul(beta1).add(gradient.ref.mul(1 - beta1))
      const square = (second[name] as np.Array).mul(beta2).add(np.square(gradient).mul(1 - beta2))
      const direction = mean.ref.div(shares.ref.slice(0)).div(np.sqrt(square.ref.div(shares.ref.slice(1))).add(epsilon))
      next.values[name] = parameter.sub(direction.mul(rate))
      next.first[name] = mean
      next.second[name] = square
    }
    shares.dispose()
    return [value, next]
  }
}
