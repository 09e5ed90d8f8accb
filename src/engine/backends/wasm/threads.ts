/**
 * The WASM backend starts its threads from the source text of a function in its bundle (`mainScriptUrlOrBlob`), and a
 * minified function has lost the names around it. This gives tfjs the published source instead.
 */
import factory from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js'
import source from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js?raw'

export function keepThreadSource(): void {
  const text = `(() => { ${source}\nreturn WasmBackendModuleThreadedSimd })()`
  Object.assign(factory, { toString: () => text })
}
