/** model.json: layers with their settings, and where in weights.bin the numbers of each lie. */
import type { Layer, Layers } from './layers.ts'

export const weightsFile = 'weights.bin'

export function manifestOf(layers: Layers, name: string): unknown {
  const of = (layer: Layer | undefined) => [layer?.name, 0, 0]
  const config = {
    name,
    layers: layers.map(written),
    input_layers: [of(layers[0])],
    output_layers: [of(layers.at(-1))],
  }
  return {
    format: 'layers-model',
    generatedBy: 'Thaw',
    convertedBy: null,
    modelTopology: {
      model_config: { class_name: 'Model', config },
      keras_version: '2.2.4',
      backend: 'tensorflow',
    },
    weightsManifest: [
      {
        paths: [weightsFile],
        weights: layers.flatMap(({ name: layer, weights }) =>
          weights.map(({ name: weight, shape }) => ({ name: `${layer}/${weight}`, shape, dtype: 'float32' })),
        ),
      },
    ],
  }
}

function written({ kind, name, config, inputs }: Layer): unknown {
  const nodes = inputs.map((input) => [input, 0, 0, {}])
  return {
    class_name: kind,
    name,
    config: { name, trainable: true, ...config },
    inbound_nodes: nodes.length > 0 ? [nodes] : [],
  }
}
