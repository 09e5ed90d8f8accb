/**
 * In the page: a small network of inverted residuals stands where the library's own download would, examples of three
 * classes are taught, and what the library saves comes back as text.
 */
globalThis.trainedByLibrary = async () => {
  const { tf, tmImage } = globalThis
  const { layers } = tf
  const normed = (name, x) => layers.batchNormalization({ name, epsilon: 1e-3 }).apply(x)
  const relu = (name, x) => layers.reLU({ name, maxValue: 6 }).apply(x)
  const input = tf.input({ shape: [96, 96, 3] })
  const padded = layers
    .zeroPadding2d({
      name: 'Conv1_pad',
      padding: [
        [0, 1],
        [0, 1],
      ],
    })
    .apply(input)
  const stem = layers.conv2d({ name: 'Conv1', filters: 8, kernelSize: 3, strides: 2, useBias: false }).apply(padded)
  let x = relu('Conv1_relu', normed('bn_Conv1', stem))
  for (const name of ['block_1', 'block_2']) {
    const wide = layers.conv2d({ name: `${name}_expand`, filters: 24, kernelSize: 1, padding: 'same', useBias: false })
    const deep = layers.depthwiseConv2d({ name: `${name}_depthwise`, kernelSize: 3, padding: 'same', useBias: false })
    const thin = layers.conv2d({ name: `${name}_project`, filters: 8, kernelSize: 1, padding: 'same', useBias: false })
    const inner = relu(`${name}_a`, normed(`${name}_expand_BN`, wide.apply(x)))
    const outer = relu(`${name}_b`, normed(`${name}_depthwise_BN`, deep.apply(inner)))
    x = layers.add({ name: `${name}_add` }).apply([x, normed(`${name}_project_BN`, thin.apply(outer))])
  }
  const last = layers.conv2d({ name: 'Conv_1', filters: 32, kernelSize: 1, useBias: false }).apply(x)
  const base = tf.model({ inputs: input, outputs: relu('out_relu', normed('Conv_1_bn', last)) })
  await base.save('localstorage://base')
  const labels = ['Cat', 'Dog', 'Neither']
  const about = { tfjsVersion: '1.3.1', labels, imageSize: 96 }
  const model = await tmImage.createTeachable(about, {
    checkpointUrl: 'localstorage://base',
    trainingLayer: 'out_relu',
  })
  model.setLabels(labels)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 96
  const drawing = canvas.getContext('2d')
  for (let each = 0; each < 24; each++) {
    drawing.fillStyle = ['#c62828', '#2e7d32', '#1565c0'][each % 3]
    drawing.fillRect(0, 0, 96, 96)
    drawing.clearRect(each * 3, each * 2, 20, 20)
    await model.addExample(each % 3, canvas)
  }
  await model.train({ denseUnits: 100, epochs: 4, learningRate: 0.01, batchSize: 8 })
  const picture = new Image()
  picture.src = './PICTURE.jpg'
  await picture.decode()
  const answers = await model.predict(picture)
  let saved
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts
      return { modelArtifactsInfo: {} }
    }),
  )
  const weightsManifest = [{ paths: ['weights.bin'], weights: saved.weightSpecs }]
  let binary = ''
  for (const byte of new Uint8Array(saved.weightData)) binary += String.fromCharCode(byte)
  return {
    manifest: JSON.stringify({ modelTopology: saved.modelTopology, weightsManifest }),
    weights: btoa(binary),
    metadata: JSON.stringify(model.getMetadata()),
    answers,
  }
}
