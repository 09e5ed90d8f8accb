/**
 * `npm run pretrain -- MODEL`: makes an embedded model with the project's own engine, on its WASM backend in Node;
 * `measure FOLDER…` tells how well writers do on the books that were held back.
 */
import { en } from '../shared/messages/en.ts'
import { speak } from '../shared/messages/say.ts'
import { startWasm } from './nodeBackend.ts'
import { measureWriters } from './pretrain/measure.ts'
import { pretrainText } from './pretrain/text.ts'
import { pretrainVision } from './pretrain/vision.ts'
import { pretrainWriter } from './pretrain/writer.ts'

const makers: Record<string, (options: string[]) => Promise<void>> = {
  vision: pretrainVision,
  text: pretrainText,
  writer: pretrainWriter,
  measure: measureWriters,
}

export async function main([name = '', ...options]: string[]): Promise<number> {
  const make = makers[name]
  if (!make) {
    console.error(`npm run pretrain -- MODEL [options]; MODEL is one of ${Object.keys(makers).join(', ')}`)
    return 1
  }
  speak(en)
  await startWasm()
  await make(options)
  return 0
}
