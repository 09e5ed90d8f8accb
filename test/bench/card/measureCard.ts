/** The whole measurement, by workers that are told one thing at a time: WASM first for the losses, then the card. */
import type { CardAnswer, CardCalls } from './card.worker.ts'
import { checkedSteps, mostOver, type Plan, plans } from './plan.ts'
import {
  type Adapter,
  apartOf,
  type CardResult,
  type LeftOut,
  lossTolerance,
  type Product,
  type Size,
  type Trained,
} from './result.ts'

export interface Measuring {
  readonly size: Size
  readonly thaw: string
  /** Ends both workers. */
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number, what: string) => void
}

/** @throws Error where there is no WebGPU, in words. */
export async function measureCard({ size, thaw, signal, onProgress }: Measuring): Promise<CardResult> {
  const plan = plans[size]
  const started = performance.now()
  const total = plan.sides.length * plan.operands.length + 2 * plan.jobs.length
  let done = 0
  const tell = (what: string) => onProgress(done++, total, what)
  const isLate = () => performance.now() - started > 1000 * plan.patience
  const until = started + 1000 * (plan.patience + mostOver)
  const [card, wasm] = [linkTo(signal, until), linkTo(signal, until)]
  try {
    onProgress(0, total, 'Asking for the graphics card')
    const { adapter } = await card.call('open', 'webgpu')
    if (!adapter) throw new Error('internal: WebGPU without an adapter')
    const { threads } = await wasm.call('open', 'wasm')
    const leftOut: LeftOut[] = []
    const products = await productsOf(card, plan, { tell, isLate, leftOut })
    const trained = await trainedOf([card, wasm], plan, { tell, isLate, leftOut })
    const seconds = (performance.now() - started) / 1000
    const date = new Date().toISOString().slice(0, 10)
    const about: { adapter: Adapter; threads: number } = { adapter, threads }
    return { version: 1, date, thaw, browser: navigator.userAgent, ...about, size, products, trained, leftOut, seconds }
  } finally {
    card.end()
    wasm.end()
  }
}

interface Going {
  readonly tell: (what: string) => void
  readonly isLate: () => boolean
  readonly leftOut: LeftOut[]
}

/** Why something was not measured. */
export const late = 'the time was over'

async function productsOf(card: Link, plan: Plan, { tell, isLate, leftOut }: Going): Promise<Product[]> {
  const products: Product[] = []
  for (const side of plan.sides)
    for (const operand of plan.operands) {
      const name = `Product of ${side} × ${side}, ${operand}`
      tell(name)
      if (isLate()) leftOut.push({ name, why: late })
      else
        await card.call('product', { side, operand, productMs: plan.productMs }).then(
          (product) => products.push(product),
          (error) => leftOut.push({ name, why: reasonOf(error) }),
        )
    }
  return products
}

async function trainedOf([card, wasm]: readonly [Link, Link], plan: Plan, going: Going): Promise<Trained[]> {
  const { tell, isLate, leftOut } = going
  const trained: Trained[] = []
  for (const { name, job } of plan.jobs) {
    try {
      if (isLate()) throw new Error(late)
      tell(`${name}, on the card`)
      const { losses, firstStepMs, stepMs } = await card.call('train', job, plan.steps, plan.stepsMs)
      tell(`${name}, on the processor`)
      const truth = await wasm.call('train', job, checkedSteps - 1, 0)
      const wasmLosses = truth.losses.slice(0, checkedSteps)
      const apart = apartOf(losses, wasmLosses)
      const { network, way, batch } = job
      const speed = { firstStepMs, stepMs, examplesPerSecond: (1000 * batch) / stepMs }
      trained.push({ name, network, way, batch, ...speed, losses, wasmLosses, apart, same: apart <= lossTolerance })
    } catch (error) {
      leftOut.push({ name, why: reasonOf(error) })
    }
  }
  return trained
}

/** Cancelling ends the whole, not a part of it. */
function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'AbortError') throw error
  return error instanceof Error ? error.message : String(error)
}

interface Link {
  call<Name extends keyof CardCalls>(
    name: Name,
    ...values: Parameters<CardCalls[Name]>
  ): Promise<Awaited<ReturnType<CardCalls[Name]>>>
  end(): void
}

/** @param until by `performance.now()`: what has not answered by then is given up. */
function linkTo(signal: AbortSignal, until: number): Link {
  const worker = new Worker(new URL('./card.worker.ts', import.meta.url), { type: 'module' })
  return {
    call: (name, ...values) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const stop = () => reject(signal.reason)
        const tooLong = setTimeout(() => reject(new Error(late)), until - performance.now())
        signal.addEventListener('abort', stop, { once: true })
        worker.onerror = ({ message }) => reject(new Error(message || 'its worker broke off'))
        worker.onmessage = ({ data }: MessageEvent<CardAnswer>) => {
          signal.removeEventListener('abort', stop)
          clearTimeout(tooLong)
          if (data.ok) resolve(data.value as never)
          else reject(new Error(data.why))
        }
        worker.postMessage({ name, values })
      }),
    end: () => worker.terminate(),
  }
}
