/** ResNet-18 and MobileNet v1 as tfjs-layers models, with the names of the published weights. */
import * as tfl from '@tensorflow/tfjs-layers'

export interface NamedLayer {
  readonly layer: tfl.layers.Layer
  readonly site: string
  /** Of its weights, in tfjs-layers' order. */
  readonly names: readonly string[]
}

interface Network {
  readonly model: tfl.LayersModel
  readonly layers: readonly NamedLayer[]
}

type Symbolic = tfl.SymbolicTensor

export function buildMobilenet(size: number, width: number, classes: number): Network {
  const kit = layerKit()
  const input = tfl.input({ shape: [size, size, 3] })
  const normed = (site: string, x: Symbolic) => kit.relu6(kit.norm(`${site}_bn`, 'keras', 1e-3, x))
  let x = normed('conv1', kit.conv('conv1', 'keras', { filters: 32 * width, kernel: 3, stride: 2 }, input))
  for (const [index, [full, stride]] of mobilenetBlocks.entries()) {
    x = normed(`conv_dw_${index + 1}`, kit.depthwise(`conv_dw_${index + 1}`, stride, x))
    const pointwise = { filters: full * width, kernel: 1, stride: 1 }
    x = normed(`conv_pw_${index + 1}`, kit.conv(`conv_pw_${index + 1}`, 'keras', pointwise, x))
  }
  return kit.finish(input, kit.head(['head/kernel', 'head/bias'], classes, x))
}

/** Outputs at width 1, and strides (Howard et al. 2017, table 1). */
const mobilenetBlocks = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
] as const

export function buildResnet(size: number, classes: number): Network {
  const kit = layerKit()
  const input = tfl.input({ shape: [size, size, 3] })
  const convNorm = (site: string, convolution: Convolution, x: Symbolic) =>
    kit.norm(`${site}.normalization`, 'torch', 1e-5, kit.conv(`${site}.convolution`, 'torch', convolution, x))
  const stem = { filters: 64, kernel: 7, stride: 2, pad: 3 }
  let x = kit.relu(convNorm('resnet.embedder.embedder', stem, input))
  x = kit.pool(kit.pad(1, x))
  let inputs = 64
  for (const [stage, outputs] of [64, 128, 256, 512].entries())
    for (let index = 0; index < 2; index++) {
      const site = `resnet.encoder.stages.${stage}.layers.${index}`
      const stride = index === 0 && stage > 0 ? 2 : 1
      const first = kit.relu(convNorm(`${site}.layer.0`, { filters: outputs, kernel: 3, stride, pad: 1 }, x))
      const branch = convNorm(`${site}.layer.1`, { filters: outputs, kernel: 3, stride: 1, pad: 1 }, first)
      const projects = inputs !== outputs || stride !== 1
      const shortcut = projects ? convNorm(`${site}.shortcut`, { filters: outputs, kernel: 1, stride, pad: 0 }, x) : x
      x = kit.relu(kit.add(branch, shortcut))
      inputs = outputs
    }
  return kit.finish(input, kit.head(['classifier.1.weight', 'classifier.1.bias'], classes, x))
}

interface Convolution {
  readonly filters: number
  readonly kernel: number
  readonly stride: number
  /** Absent: TensorFlow's "same". */
  readonly pad?: number
}

type Style = 'torch' | 'keras'

const normNames: Record<Style, readonly string[]> = {
  torch: ['.weight', '.bias', '.running_mean', '.running_var'],
  keras: ['/gamma', '/beta', '/moving_mean', '/moving_variance'],
}

/** Makes layers and remembers them by the names of their weights. */
function layerKit() {
  const layers: NamedLayer[] = []
  const used = (layer: tfl.layers.Layer, site: string, names: readonly string[], x: Symbolic): Symbolic => {
    const y = layer.apply(x) as Symbolic
    layers.push({ layer, site, names })
    return y
  }
  const pad = (by: number, x: Symbolic) =>
    tfl.layers
      .zeroPadding2d({ padding: [[by, by] as [number, number], [by, by] as [number, number]] })
      .apply(x) as Symbolic
  return {
    pad,
    conv(site: string, style: Style, { filters, kernel, stride, pad: by }: Convolution, x: Symbolic): Symbolic {
      const padding = by === undefined ? 'same' : 'valid'
      const layer = tfl.layers.conv2d({ filters, kernelSize: kernel, strides: stride, padding, useBias: false })
      return used(layer, site, [style === 'torch' ? `${site}.weight` : `${site}/kernel`], by ? pad(by, x) : x)
    },
    depthwise(site: string, stride: number, x: Symbolic): Symbolic {
      const layer = tfl.layers.depthwiseConv2d({ kernelSize: 3, strides: stride, padding: 'same', useBias: false })
      return used(layer, site, [`${site}/depthwise_kernel`], x)
    },
    norm(site: string, style: Style, epsilon: number, x: Symbolic): Symbolic {
      const layer = tfl.layers.batchNormalization({ epsilon })
      const call = layer.call.bind(layer)
      layer.call = (inputs, kwargs) => call(inputs, { ...kwargs, training: false })
      return used(
        layer,
        site,
        normNames[style].map((suffix) => site + suffix),
        x,
      )
    },
    relu: (x: Symbolic) => tfl.layers.reLU().apply(x) as Symbolic,
    relu6: (x: Symbolic) => tfl.layers.reLU({ maxValue: 6 }).apply(x) as Symbolic,
    pool: (x: Symbolic) => tfl.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'valid' }).apply(x) as Symbolic,
    add: (a: Symbolic, b: Symbolic) => tfl.layers.add().apply([a, b]) as Symbolic,
    head(names: readonly string[], classes: number, x: Symbolic): Symbolic {
      const pooled = tfl.layers.globalAveragePooling2d({}).apply(x) as Symbolic
      return used(tfl.layers.dense({ units: classes, activation: 'softmax' }), 'head', names, pooled)
    },
    finish: (input: Symbolic, output: Symbolic): Network => ({
      model: tfl.model({ inputs: input, outputs: output }),
      layers,
    }),
  }
}
