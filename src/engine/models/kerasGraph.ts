/** A network of Keras layers as TensorFlow.js writes it, nested models and all, as one list from the input upwards. */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'

export interface KerasNode {
  /** Keras' class. */
  readonly kind: string
  readonly name: string
  readonly config: Readonly<Record<string, unknown>>
  /** Places in the list, each before this one's. */
  readonly inputs: readonly number[]
}

/** More layers than this are no network for a page. */
const mostLayers = 2000

const inbound = v.array(v.array(v.tupleWithRest([v.string(), v.literal(0), v.literal(0)], v.unknown())))
const layerSchema = v.looseObject({
  class_name: v.string(),
  name: v.optional(v.string()),
  config: v.union([v.array(v.unknown()), v.looseObject({ name: v.optional(v.string()) })]),
  inbound_nodes: v.optional(inbound, []),
})
type RawLayer = v.InferOutput<typeof layerSchema>
const graphSchema = v.looseObject({
  layers: v.array(layerSchema),
  output_layers: v.tuple([v.tupleWithRest([v.string()], v.unknown())]),
})

/** The last answers. @throws ThawError `model-unsupported` for what is no such network, or has several ways in or out. */
export function kerasGraph(model: unknown): readonly KerasNode[] {
  const nodes: KerasNode[] = []
  const top = v.safeParse(layerSchema, model)
  if (!top.success || !isModel(top.output)) throw unread('model_config', nameOfKind(model))
  append(nodes, top.output, [])
  return nodes
}

export function unread(name: string, kind: string): ThawError {
  return new ThawError('model-unsupported', 'kerasLayerUnknown', { name: name.slice(0, 80), kind: kind.slice(0, 80) })
}

/** Gives the place of its answer. */
function append(nodes: KerasNode[], layer: RawLayer, inputs: readonly number[]): number {
  const name = nameOf(layer)
  if (nodes.length > mostLayers) throw unread(name, layer.class_name)
  if (isModel(layer))
    return layer.class_name === 'Sequential' ? inSequence(nodes, layer, inputs) : asGraph(nodes, layer, inputs)
  const { config } = layer
  if (Array.isArray(config)) throw unread(name, layer.class_name)
  return nodes.push({ kind: layer.class_name, name, config, inputs }) - 1
}

function inSequence(nodes: KerasNode[], { config, name = '' }: RawLayer, inputs: readonly number[]): number {
  const layers = v.safeParse(v.array(layerSchema), Array.isArray(config) ? config : config.layers)
  const [first] = layers.success ? layers.output : []
  if (!layers.success || !first) throw unread(name, 'Sequential')
  return layers.output.reduce((before, layer) => {
    if (layer.class_name === 'InputLayer' && before.length > 0) return before
    const from =
      before.length > 0 || isModel(layer) || layer.class_name === 'InputLayer' ? before : [enteredBy(nodes, layer)]
    return [append(nodes, layer, from)]
  }, inputs)[0] as number
}

/** A first layer may say by itself what goes in. */
function enteredBy(nodes: KerasNode[], { config }: RawLayer): number {
  return nodes.push({ kind: 'InputLayer', name: 'input', config: Array.isArray(config) ? {} : config, inputs: [] }) - 1
}

function asGraph(nodes: KerasNode[], layer: RawLayer, inputs: readonly number[]): number {
  const read = v.safeParse(graphSchema, layer.config)
  if (!read.success) throw unread(nameOf(layer), layer.class_name)
  const layers = new Map(read.output.layers.map((each) => [nameOf(each), each]))
  const places = new Map<string, number>()
  const open = new Set<string>()
  const placeOf = (name: string): number => {
    const known = places.get(name)
    if (known !== undefined) return known
    const wanted = layers.get(name)
    if (!wanted || open.has(name) || wanted.inbound_nodes.length > 1) throw unread(name, wanted?.class_name ?? '')
    open.add(name)
    const [given] = wanted.class_name === 'InputLayer' ? inputs : []
    const place =
      given ??
      append(
        nodes,
        wanted,
        (wanted.inbound_nodes[0] ?? []).map(([from]) => placeOf(from)),
      )
    places.set(name, place)
    return place
  }
  return placeOf(read.output.output_layers[0][0])
}

function isModel({ class_name }: RawLayer): boolean {
  return ['Sequential', 'Model', 'Functional'].includes(class_name)
}

function nameOf({ name, config }: RawLayer): string {
  return name ?? (Array.isArray(config) ? undefined : config.name) ?? ''
}

function nameOfKind(model: unknown): string {
  const { class_name: kind } = (model ?? {}) as { readonly class_name?: unknown }
  return typeof kind === 'string' ? kind : 'nothing'
}
