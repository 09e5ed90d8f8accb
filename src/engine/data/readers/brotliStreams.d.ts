/** The output of the Brotli decoder, which the package does not type. */
declare module 'hyparquet-compressors/src/brotli.streams.js' {
  export class BrotliOutput {
    buffer: Uint8Array
    pos: number
    constructor(buffer: Uint8Array)
  }
}
