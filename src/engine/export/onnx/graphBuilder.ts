/** An ONNX graph as it grows: nodes with names of their own, constants that stand there once, sides that are free. */

import { type FreeSize, nameOf, type Size, sameSize } from '../trace/sizes.ts'
import type { Attribute, Constant, ElementType, Graph, Node, Port, Weight, WeightLayout } from './graph.ts'

/** A tensor of the graph. */
export interface Value {
  readonly name: string
  /** As the network sees it: pictures have their channels last. */
  readonly shape: readonly Size[]
  readonly type: ElementType
  /** The values lie as ONNX's convolutions have them, [batch, channels, height, width], whatever `shape` says. */
  readonly channelsFirst: boolean
  /** A parameter that has no layout yet: what asks for it decides. */
  readonly open?: true
}

type Attributes = Readonly<Record<string, Attribute>>

export class GraphBuilder {
  private readonly nodes: Node[] = []
  private readonly constants = new Map<string, Constant>()
  private readonly weights = new Map<string, Weight>()
  private readonly inputs: Port[] = []
  private readonly outputs: Port[] = []
  private readonly taken = new Map<string, number>()
  private readonly made = new Map<string, Value>()
  /** Where the number of each free side can be read. */
  private readonly sides = new Map<FreeSize, { readonly input: string; readonly axis: number }>()
  /** What nodes are named after: the layer that is being written. */
  site = ''
  private isFull = false

  graph(): Graph {
    const { nodes, inputs, outputs } = this
    return { inputs, outputs, nodes, constants: [...this.constants.values()], weights: [...this.weights.values()] }
  }

  input(name: string, type: ElementType, shape: readonly Size[], order = shape.map((_, axis) => axis)): Value {
    const stored = order.map((axis) => shape[axis] as Size)
    this.inputs.push({ name, type, shape: stored.map(side) })
    stored.forEach((size, axis) => {
      const [free, more] = typeof size === 'number' ? [] : size.terms
      const [only, second] = free?.factor === 1 && !more ? free.of : []
      if (only && !second && !this.sides.has(only)) this.sides.set(only, { input: name, axis })
    })
    return { name, shape, type, channelsFirst: order.length === 4 && order[1] === 3 }
  }

  output(name: string, value: Value): void {
    const plain = this.plain(value)
    this.nodes.push({ op: 'Identity', name, inputs: [plain.name], outputs: [name], attributes: {}, type: value.type })
    this.outputs.push({ name, type: value.type, shape: value.shape.map(side) })
  }

  /** One node with one result, of the first input's type unless another is given. */
  node(
    op: string,
    inputs: readonly (Value | null)[],
    shape: readonly Size[],
    how: { readonly attributes?: Attributes; readonly type?: ElementType; readonly channelsFirst?: boolean } = {},
  ): Value {
    const { attributes = {}, type = inputs[0]?.type ?? 'float', channelsFirst = false } = how
    const name = this.nameFor(op)
    this.push({ op, name, inputs: inputs.map((input) => input?.name ?? ''), outputs: [name], attributes, type })
    return { name, shape, type, channelsFirst }
  }

  /** One node with several results. */
  several(op: string, inputs: readonly Value[], shapes: readonly (readonly Size[])[], attributes: Attributes): Value[] {
    const name = this.nameFor(op)
    const type = inputs[0]?.type ?? 'float'
    const values = shapes.map((shape, index) => ({ name: `${name}.${index}`, shape, type, channelsFirst: false }))
    const names = [inputs, values].map((list) => list.map((each) => each.name))
    this.push({ op, name, inputs: names[0] as string[], outputs: names[1] as string[], attributes, type })
    return values
  }

  /** What it adds is computed in single precision, also where the rest is halved. */
  inFull(add: () => Value): Value {
    const before = this.isFull
    this.isFull = true
    const value = add()
    this.isFull = before
    return value
  }

  /** Made the first time it is asked for, and the same afterwards. */
  once(key: string, make: () => Value): Value {
    const found = this.made.get(key) ?? make()
    this.made.set(key, found)
    return found
  }

  weight(name: string, shape: readonly number[], layout: WeightLayout = 'engine'): Value {
    const before = this.weights.get(name)
    if (before && before.layout !== layout) throw new Error(`internal: "${name}" is used as two kinds of weights`)
    this.weights.set(name, { name, shape, layout })
    return { name, shape, type: 'float', channelsFirst: false }
  }

  constant(type: ElementType, shape: readonly number[], values: readonly number[]): Value {
    const key = `${type} ${shape.join()} ${values.join()}`
    const name = this.constants.get(key)?.name ?? `constant.${this.constants.size}`
    this.constants.set(key, { name, type, shape, values })
    return { name, shape, type, channelsFirst: false }
  }

  number(value: number): Value {
    return this.constant('float', [], [value])
  }

  integers(values: readonly number[]): Value {
    return this.constant('int64', [values.length], values)
  }

  /** A list of sides as a tensor [sides]. */
  sizes(list: readonly Size[]): Value {
    if (list.every((size) => typeof size === 'number')) return this.integers(list)
    const [first, ...more] = list.map((size) => this.size(size))
    if (first && more.length === 0) return first
    return this.once(`sizes ${list.map(nameOf).join()}`, () =>
      this.node(
        'Concat',
        list.map((size) => this.size(size)),
        [list.length],
        { attributes: { axis: { int: 0 } }, type: 'int64' },
      ),
    )
  }

  /** One side as a tensor [1]. */
  size(size: Size): Value {
    if (typeof size === 'number') return this.integers([size])
    return this.once(`size ${nameOf(size)}`, () => {
      const terms = size.terms.map(({ factor, of }) => {
        const sides = of.map((name) => this.free(name))
        const factors = factor === 1 && sides.length > 0 ? sides : [this.integers([factor]), ...sides]
        return factors.reduce((product, each) => this.node('Mul', [product, each], [1]))
      })
      return terms.reduce((sum, term) => this.node('Add', [sum, term], [1]))
    })
  }

  /** As the network sees it. */
  plain(value: Value): Value {
    if (!value.channelsFirst) return value
    return this.once(`plain ${value.name}`, () => this.turned(value, [0, 2, 3, 1], false))
  }

  channelsFirst(value: Value): Value {
    if (value.channelsFirst) return value
    return this.once(`first ${value.name}`, () => this.turned(value, [0, 3, 1, 2], true))
  }

  /** A reshape in which as few sides as possible have to be computed. */
  reshaped(value: Value, shape: readonly Size[]): Value {
    const plain = this.plain(value)
    const { shape: before } = plain
    if (before.length === shape.length && before.every((size, axis) => sameSize(size, shape[axis]))) return plain
    const kept = shape.map((size, axis) => (typeof size !== 'number' && sameSize(size, before[axis]) ? 0 : size))
    const open = kept.filter((size) => typeof size !== 'number')
    const target = open.length <= 1 ? kept.map((size) => (typeof size === 'number' ? size : -1)) : shape
    return this.node('Reshape', [plain, this.sizes(target)], shape)
  }

  private push(node: Node): void {
    this.nodes.push(this.isFull ? { ...node, full: true } : node)
  }

  private turned(value: Value, order: readonly number[], channelsFirst: boolean): Value {
    return this.node('Transpose', [value], value.shape, { attributes: { perm: { ints: order } }, channelsFirst })
  }

  private free(name: FreeSize): Value {
    const found = this.sides.get(name)
    if (!found) throw new Error(`internal: no input has a side "${name}"`)
    const { input, axis } = found
    return this.once(`side ${name}`, () => {
      const attributes = { start: { int: axis }, end: { int: axis + 1 } }
      return this.node('Shape', [{ name: input, shape: [], type: 'int64', channelsFirst: false }], [1], {
        attributes,
        type: 'int64',
      })
    })
  }

  private nameFor(op: string): string {
    const base = this.site === '' ? op : `${this.site}.${op}`
    const before = this.taken.get(base) ?? 0
    this.taken.set(base, before + 1)
    return before === 0 ? base : `${base}.${before}`
  }
}

function side(size: Size): number | string {
  return typeof size === 'number' ? size : nameOf(size)
}
