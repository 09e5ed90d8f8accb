/** `npm run pretrain -- measure FOLDER…`: bits per byte of any byte-level writer on the held-back books. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadModel, trunkOf } from '../../engine/models/liveModel.ts'
import { readModelFolder } from '../../engine/weights/modelFolder.ts'
import { bytesById, heldFigures } from './bitsPerByte.ts'
import { readBooks } from './books.ts'
import { bufferOf } from './learner.ts'
import { encodeBooks, type TokenizerFiles } from './tokenizerFiles.ts'
import { endOfText, piecesOf } from './trainBytePairs.ts'

export async function measureWriters(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      data: { type: 'string', default: '../shared/data/fiction-en.zip' },
      length: { type: 'string', default: '256' },
      each: { type: 'string', default: '1' },
    },
  })
  if (positionals.length === 0)
    throw new Error('npm run pretrain -- measure FOLDER…: name at least one folder of a model.')
  const { held } = await readBooks(values.data)
  for (const folder of positionals) {
    const parts = await readModelFolder({
      names: null,
      async find(name) {
        const path = join(folder, name)
        return existsSync(path) ? new Uint8Array(bufferOf(await readFile(path))) : null
      },
      get: async (name) => new Uint8Array(bufferOf(await readFile(join(folder, name)))),
      notJson: (name, cause) => new Error(`${join(folder, name)} is not JSON.`, { cause }),
    })
    const files = {
      'tokenizer.json': parts.tokenizer,
      'tokenizer_config.json': parts.tokenizerConfig,
    } as TokenizerFiles
    const { vocab } = files['tokenizer.json'].model
    const end = vocab[endOfText]
    if (end === undefined)
      throw new Error(`The tokenizer in ${folder} has no ${endOfText}: its bytes cannot be counted.`)
    const model = loadModel(trunkOf(parts), parts.weights)
    const figures = await heldFigures(model.trunk, model.weight, {
      ids: encodeBooks(held, files, { split: piecesOf, end: [end] }),
      bytesOf: bytesById(vocab),
      length: Number(values.length),
      each: Number(values.each),
    })
    console.log(JSON.stringify({ folder, ...figures }))
    model.dispose()
  }
}
