/** A tokenizer as the originals wrote it, for a network to read with. */
import { readFile } from 'node:fs/promises'
import { type ModelText, textOf } from '../../src/engine/models/modelText.ts'
import type { Trunk } from '../../src/engine/models/trunk.ts'

/** @param name of a folder of test/fixtures/reference/tokenizers. */
export async function fixtureText(name: string, trunk: Trunk): Promise<ModelText | null> {
  const folder = `test/fixtures/reference/tokenizers/${name}`
  const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(`${folder}/${file}`, 'utf8'))
  return textOf(
    { tokenizer: await read('tokenizer.json'), tokenizerConfig: await read('tokenizer_config.json') },
    trunk,
  )
}
