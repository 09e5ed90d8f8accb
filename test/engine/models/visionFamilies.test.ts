/** The image families' files: names old, new and bare, real sizes, how pictures are prepared, and what is refused. */
import { describe, expect, test } from 'vitest'
import { families } from '../../../src/engine/models/families.ts'
import { countParameters, loadModel, trunkOf } from '../../../src/engine/models/liveModel.ts'
import type { TensorFile } from '../../../src/engine/weights/tensorFile.ts'
import { startBackend } from '../../support/backends.ts'
import { readJson, readTensors } from '../../support/reference.ts'

const none: TensorFile = { tensors: new Map(), metadata: {} }

describe('names', () => {
  const newNames = Object.entries(readJson('transformers5-names.json') as Record<string, Record<string, string>>)

  test.each(newNames)('%s is read under the names of transformers 5', (id, names) => {
    const { rename } = families[id as 'vit' | 'deit' | 'dinov2']
    const read = Object.keys(names).map((name) => rename?.(name))
    const old = Object.values(names).map((name) => (name.endsWith('mask_token') ? null : name))
    expect(read).toEqual(old)
    expect(Object.values(names).map((name) => rename?.(name))).toEqual(old)
  })

  test.each([
    ['dinov2', 'dinov2.'],
    ['vit-5', 'vit.'],
    ['mobilenet-v2', 'mobilenet_v2.'],
    ['resnet-basic', 'resnet.'],
  ])('%s is read from a file of the trunk alone, whose names lack the prefix', async (name, prefix) => {
    await startBackend('cpu')
    const { config, preprocessor, weights } = filesOf(name)
    const bare = [...weights.tensors].map(([key, tensor]) => [key.replace(prefix, ''), tensor] as const)
    const file = { ...weights, tensors: new Map(bare) }
    const trunk = trunkOf({ config, preprocessor, weights: file })
    loadModel(trunk, file).dispose()
    expect(trunk.blocks[0]?.name.startsWith(prefix)).toBe(true)
  })

  test('heads, poolers and mask tokens of a vision transformer are known and passed over', () => {
    const { rename } = families.deit
    const others = ['deit.embeddings.mask_token', 'deit.pooler.dense.weight', 'cls_classifier.weight']
    expect([...others, 'distillation_classifier.bias'].map((name) => rename?.(name))).toEqual([null, null, null, null])
    expect(rename?.('classifier.weight')).toBe('classifier.weight')
  })
})

describe('real sizes', () => {
  /** Parameters of the trunk as transformers counts them; DINOv2's lacks the mask token. */
  test.each([
    [{ model_type: 'mobilenet_v2' }, 2_223_872, 1280],
    [{ model_type: 'mobilenet_v2', depth_multiplier: 0.35 }, 396_128, 1280],
    [{ model_type: 'mobilenet_v2', depth_multiplier: 0.75 }, 1_355_424, 1280],
    [{ model_type: 'mobilenet_v2', depth_multiplier: 1.4 }, 4_315_776, 1792],
    [tiny('vit'), 5_524_416, 192],
    [tiny('deit'), 5_524_800, 192],
    [
      { model_type: 'dinov2', hidden_size: 384, num_attention_heads: 6, image_size: 518, patch_size: 14 },
      22_056_576 - 384,
      768,
    ],
  ])('%o has as many parameters as the original', (config, parameters, features) => {
    const trunk = trunkOf({ config, preprocessor: null, weights: none })
    expect(countParameters(trunk)).toBe(parameters)
    expect(trunk.featureSize).toBe(features)
  })
})

describe('pictures', () => {
  const half = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }
  const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }

  test.each([
    ['vit', { size: 24, cropShare: 1, resample: 'bilinear', ...half }],
    ['vit-5', { size: 24, cropShare: 1, resample: 'bilinear', ...half }],
    ['deit', { size: 24, cropShare: 24 / 27, resample: 'bicubic', ...imageNet }],
    ['dinov2', { size: 24, cropShare: 24 / 28, resample: 'bicubic', ...imageNet }],
    ['mobilenet-v2', { size: 40, cropShare: 40 / 46, resample: 'bilinear', ...half }],
    ['timm-resnet-basic', { size: 32, cropShare: 0.95, resample: 'bicubic', ...imageNet }],
    ['resnet-basic', { size: 32, cropShare: 0.875, resample: 'bicubic', ...imageNet }],
  ])('%s says how its pictures are prepared', (name, preprocessing) => {
    expect(trunkOf(filesOf(name)).input).toEqual({ kind: 'image', preprocessing })
  })

  test('older files give sizes as numbers', () => {
    const preprocessor = { size: 256, crop_size: 224, do_center_crop: true, resample: 3 }
    const { input } = trunkOf({ config: tiny('deit'), preprocessor, weights: none })
    expect(input).toMatchObject({ preprocessing: { size: 224, cropShare: 0.875, resample: 'bicubic' } })
  })

  test.each([248, 235, 257, 320])('what is cut from %i pixels is scaled to just that many', (shortest_edge) => {
    const preprocessor = { size: { shortest_edge }, crop_size: { height: 224, width: 224 } }
    const { input } = trunkOf({ config: tiny('vit'), preprocessor, weights: none })
    if (input.kind !== 'image') throw new Error('ViT reads pictures.')
    expect(Math.floor(input.preprocessing.size / input.preprocessing.cropShare)).toBe(shortest_edge)
  })

  test('without a file, a network prepares them as its family does', () => {
    const standard = (config: unknown) => trunkOf({ config, preprocessor: null, weights: none }).input
    expect(standard(tiny('vit'))).toMatchObject({ preprocessing: { size: 224, cropShare: 1, ...half } })
    expect(standard({ model_type: 'mobilenet_v2' })).toMatchObject({ preprocessing: { cropShare: 0.875, ...half } })
    const fine = { model_type: 'dinov2', image_size: 518 }
    expect(standard(fine)).toMatchObject({ preprocessing: { size: 224, ...imageNet } })
  })
})

describe('what an export says of itself', () => {
  test.each([
    ['vit-5', 'ViTForImageClassification'],
    ['deit', 'DeiTForImageClassification'],
    ['dinov2', 'Dinov2ForImageClassification'],
    ['mobilenet-v2-variant', 'MobileNetV2ForImageClassification'],
    ['timm-resnet-bottleneck', 'ResNetForImageClassification'],
  ])('%s becomes a %s with its classes, and is read again', (name, architecture) => {
    const files = filesOf(name)
    const trunk = trunkOf(files)
    const config = trunk.config(['good', 'bad'])
    expect(config).toMatchObject({ architectures: [architecture], id2label: { 0: 'good', 1: 'bad' }, num_labels: 2 })
    const again = trunkOf({ ...files, config })
    expect(again.blocks.map(({ name, parameters }) => ({ name, parameters }))).toEqual(
      trunk.blocks.map(({ name, parameters }) => ({ name, parameters })),
    )
  })
})

describe('what is not supported is refused by name', () => {
  test.each([
    [{ model_type: 'dinov2', use_swiglu_ffn: true }, 'use_swiglu_ffn'],
    [{ model_type: 'vit', hidden_act: 'quick_gelu' }, 'hidden_act'],
    [{ model_type: 'vit', num_channels: 1 }, 'num_channels'],
    [{ model_type: 'vit', image_size: [224, 160] }, 'image_size'],
    [{ model_type: 'vit', num_attention_heads: 5 }, '5 attention heads'],
    [{ model_type: 'deit', patch_size: 300 }, 'patches of 300 pixels'],
    [{ model_type: 'mobilenet_v2', output_stride: 16 }, 'output_stride'],
    [{ architecture: 'resnet50d', pretrained_cfg: {} }, '"resnet50d"'],
    [{ architecture: 'resnet18', model_args: { avg_down: true }, pretrained_cfg: {} }, 'model_args.avg_down'],
    [{ architecture: 'resnet18', model_args: { global_pool: 'max' }, pretrained_cfg: {} }, 'model_args.global_pool'],
    [{ architecture: 'resnet18', pretrained_cfg: {} }, 'conv1.weight'],
  ])('%o', (config, said) => {
    expect(() => trunkOf({ config, preprocessor: null, weights: none })).toThrow(said)
  })

  test('a crop of no sensible size', () => {
    const preprocessor = { size: 224, crop_size: { height: 0, width: 0 } }
    expect(() => trunkOf({ config: tiny('vit'), preprocessor, weights: none })).toThrow('crop_size')
  })
})

function tiny(model_type: string) {
  return { model_type, hidden_size: 192, intermediate_size: 768, num_attention_heads: 3 }
}

function filesOf(name: string) {
  const timm = name.startsWith('timm-')
  return {
    config: readJson(`${name}/config.json`),
    preprocessor: timm ? null : readJson(`${name}/preprocessor_config.json`),
    weights: readTensors(`${name}/model.safetensors`),
  }
}
