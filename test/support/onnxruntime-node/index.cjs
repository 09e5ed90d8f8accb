// The WebAssembly build of the same runtime, from the folder that it is installed in and on one thread.
const { dirname, join } = require('node:path')
const ort = require('onnxruntime-web')

ort.env.wasm.wasmPaths = join(dirname(require.resolve('onnxruntime-web')), '/')
ort.env.wasm.numThreads = 1
module.exports = ort
