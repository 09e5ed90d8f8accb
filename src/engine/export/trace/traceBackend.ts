/**
 * A backend of tfjs that computes nothing: it knows shapes, and writes down what it is asked for. What blocks do between
 * the primitives of their Forward (sums, slices, reshapes) is recorded with it. Everything on it happens within one turn
 * of the event loop, so that nobody else meets it.
 */
import * as tf from '@tensorflow/tfjs-core'
import { NotTraceable } from './notTraceable.ts'
import type { Operation, Result, Source, Step, ValueType } from './steps.ts'
import { traceKernels } from './traceKernels.ts'

/** Where steps are written as they come. */
export interface Tape {
  /** One tensor for each result. */
  emit(
    operation: Operation<number>,
    inputs: readonly tf.TensorInfo[],
    results: readonly Result<number>[],
    site?: string,
  ): tf.Tensor[]
}

export interface Recording {
  readonly steps: readonly Step<number>[]
  readonly outputs: readonly Source[]
}

const backendName = 'export-trace'

/** What `run` does, until it returns. Its tensors are gone afterwards. */
export function recorded(run: (tape: Tape) => readonly tf.Tensor[]): Recording {
  const backend = traceBackend()
  const before = tf.getBackend()
  // Both have been started, so that neither call waits for anything.
  void tf.setBackend(backendName)
  try {
    return backend.record(run)
  } catch (error) {
    // A step of a method or a family that has no row in `traceKernels`.
    throw String(error).includes('not registered for backend') ? new NotTraceable() : error
  } finally {
    void tf.setBackend(before)
  }
}

class TraceBackend extends tf.KernelBackend {
  private sources = new Map<tf.DataId, Source>()
  private steps: Step<number>[] = []

  record(run: (tape: Tape) => readonly tf.Tensor[]): Recording {
    this.sources = new Map()
    this.steps = []
    const { steps } = this
    const outputs: Source[] = []
    tf.tidy(() => {
      const given = run({
        emit: (...asked) => this.emit(...asked).map((info) => tf.engine().makeTensorFromTensorInfo(info)),
      })
      outputs.push(...given.map((tensor) => this.sourceOf(tensor)))
    })
    return { steps, outputs }
  }

  emit(
    operation: Operation<number>,
    inputs: readonly tf.TensorInfo[],
    results: readonly Result<number>[],
    site: string | null = null,
  ): tf.TensorInfo[] {
    const step = this.steps.length
    this.steps.push({ ...operation, inputs: inputs.map((input) => this.sourceOf(input)), results, site })
    return results.map(({ shape, type }, index) => {
      const dataId = {}
      this.sources.set(dataId, [step, index])
      return { dataId, shape: [...shape], dtype: type }
    })
  }

  private sourceOf({ dataId }: tf.TensorInfo): Source {
    const source = this.sources.get(dataId)
    if (!source) throw new Error('internal: a tensor of another backend in a network that is written down')
    return source
  }

  /** Numbers that a block brings. Those that are all alike may be of any shape. */
  override write(values: tf.BackendValues | null, shape: number[], dtype: tf.DataType): tf.DataId {
    const numbers = Array.from((values ?? []) as ArrayLike<number>, Number)
    const [first = 0] = numbers
    const alike = numbers.every((value) => value === first)
    const operation: Operation<number> = alike ? { op: 'fill', value: first } : { op: 'constant', values: numbers }
    const [info] = this.emit(operation, [], [{ shape, type: typeOf(dtype) }])
    return (info as tf.TensorInfo).dataId
  }

  override numDataIds(): number {
    return this.sources.size
  }

  override incRef(): void {}

  override refCount(): number {
    return 1
  }

  override disposeData(): boolean {
    return true
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true }
  }

  override floatPrecision(): 16 | 32 {
    return 32
  }

  override epsilon(): number {
    return 1e-7
  }

  override timerAvailable(): boolean {
    return false
  }

  override dispose(): void {}
}

export function typeOf(dtype: tf.DataType): ValueType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype
  throw new Error(`internal: a tensor of ${dtype} in a network`)
}

let registered: TraceBackend | null = null

function traceBackend(): TraceBackend {
  if (registered) return registered
  const backend = new TraceBackend()
  tf.registerBackend(backendName, () => backend, 0)
  for (const [kernelName, traced] of Object.entries(traceKernels))
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc({ inputs, attrs }) {
        const { operation, of, results } = traced(inputs as Readonly<Record<string, tf.TensorInfo>>, attrs ?? {})
        const infos = backend.emit(operation, of, results)
        return operation.op === 'split' ? infos : (infos[0] as tf.TensorInfo)
      },
    })
  registered = backend
  return backend
}
