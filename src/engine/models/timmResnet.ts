/**
 * timm's ResNet files (`timm/resnet18.a1_in1k` and its like) in the words of the Hugging Face layout. timm's
 * config.json only names the architecture, so widths and depths are read from the tensors themselves.
 */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'

const timmConfig = v.looseObject({
  // resnet50d, resnet26t, resnetblur50 and their like have another stem or other shortcuts.
  architecture: v.pipe(v.string(), v.regex(/^resnet\d+$/)),
  model_args: v.optional(v.record(v.string(), v.unknown())),
  pretrained_cfg: v.looseObject({}),
})
export type TimmResnetConfig = v.InferOutput<typeof timmConfig>

/** What may stand in model_args without changing more than widths and depths. */
const harmless = new Set(['layers', 'channels', 'num_classes', 'in_chans', 'drop_rate', 'drop_path_rate'])

export function isTimmResnet(config: unknown): config is TimmResnetConfig {
  return v.is(timmConfig, config)
}

/** timm's name of a tensor → ours; any other name is left as it is. */
export function fromTimmName(name: string): string {
  const stem = /^(conv1|bn1)\.(\w+)$/.exec(name)
  if (stem) return `resnet.embedder.embedder.${stem[1] === 'conv1' ? 'convolution' : 'normalization'}.${stem[2]}`
  const layer = /^layer([1-9])\.(\d+)\.(?:(conv|bn)([1-3])|downsample\.([01]))\.(\w+)$/.exec(name)
  if (layer) {
    const [, stage, index, kind, order, shortcut, parameter] = layer
    const site = order ? `layer.${Number(order) - 1}` : 'shortcut'
    const part = kind === 'conv' || shortcut === '0' ? 'convolution' : 'normalization'
    return `resnet.encoder.stages.${Number(stage) - 1}.layers.${index}.${site}.${part}.${parameter}`
  }
  return name.replace(/^fc\./, 'classifier.1.')
}

/** The configuration that transformers would write for this network. @throws ThawError `model-unsupported`. */
export function readTimmResnet(
  { architecture, model_args = {} }: TimmResnetConfig,
  shapeOf: (name: string) => readonly number[] | null,
) {
  const unknown = Object.keys(model_args).find((key) => !harmless.has(key) && !isAverage(key, model_args[key]))
  if (unknown !== undefined)
    throw new ThawError('model-unsupported', 'timmArgumentUnknown', { architecture, argument: unknown })
  const outputs = (site: string) => shapeOf(`resnet.${site}.convolution.weight`)?.[0] ?? null
  const block = (stage: number, layer: number) => `encoder.stages.${stage}.layers.${layer}.layer`
  const bottleneck = outputs(`${block(0, 0)}.2`) !== null
  const depths = counted((stage) => counted((layer) => outputs(`${block(stage, layer)}.0`)).length || null)
  return {
    model_type: 'resnet',
    num_channels: 3,
    embedding_size: required(outputs('embedder.embedder'), architecture, 'conv1.weight'),
    hidden_sizes: depths.map((_, stage) =>
      required(outputs(`${block(stage, 0)}.${bottleneck ? 2 : 1}`), architecture, `layer${stage + 1}`),
    ),
    depths,
    layer_type: bottleneck ? 'bottleneck' : 'basic',
    hidden_act: 'relu',
    downsample_in_first_stage: false,
    downsample_in_bottleneck: false,
  }
}

function isAverage(key: string, value: unknown): boolean {
  return key === 'global_pool' && value === 'avg'
}

/** find(0), find(1), … up to the first null. */
function counted(find: (index: number) => number | null): number[] {
  const found: number[] = []
  for (let next = find(0); next !== null; next = find(found.length)) found.push(next)
  return found
}

function required(width: number | null, architecture: string, tensor: string): number {
  if (width !== null) return width
  throw new ThawError('model-unsupported', 'timmWeightLacking', { architecture, tensor })
}
