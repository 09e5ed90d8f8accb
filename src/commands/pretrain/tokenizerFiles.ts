/** A tokeniser as its two published files, and whole books encoded with it. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { Tokenizer } from '@huggingface/tokenizers'
import type { Book } from './books.ts'

export interface TokenizerFiles {
  readonly 'tokenizer.json': {
    readonly model: { readonly vocab: Readonly<Record<string, number>>; readonly [field: string]: unknown }
    readonly [field: string]: unknown
  }
  readonly 'tokenizer_config.json': Readonly<Record<string, unknown>>
}

/** Reads the tokeniser kept in `folder`, or trains it and keeps it there. */
export async function keptTokenizer(
  folder: string,
  train: () => TokenizerFiles | Promise<TokenizerFiles>,
): Promise<TokenizerFiles> {
  const names = ['tokenizer.json', 'tokenizer_config.json'] as const
  if (!existsSync(`${folder}/${names[1]}`)) await writeTokenizer(folder, await train())
  const [tokenizer, config] = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(`${folder}/${name}`, 'utf8'))),
  )
  return { 'tokenizer.json': tokenizer, 'tokenizer_config.json': config } as TokenizerFiles
}

export async function writeTokenizer(folder: string, files: TokenizerFiles): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, content] of Object.entries(files))
    await writeFile(`${folder}/${name}`, `${JSON.stringify(content, null, 1)}\n`)
}

/**
 * The ids of all books, each followed by `end`. `split` cuts a text at places where the tokeniser cuts it too, so that
 * each different piece is encoded once.
 */
export function encodeBooks(
  books: readonly Book[],
  files: TokenizerFiles,
  { split, end }: { readonly split: (text: string) => readonly string[]; readonly end: readonly number[] },
): Uint16Array {
  const tokenizer = new Tokenizer(files['tokenizer.json'], files['tokenizer_config.json'])
  const idsOf = new Map<string, readonly number[]>()
  const ids: number[] = []
  for (const book of books) {
    for (const piece of split(book.text)) {
      let known = idsOf.get(piece)
      if (!known) {
        known = tokenizer.encode(piece, { add_special_tokens: false }).ids
        idsOf.set(piece, known)
      }
      for (const id of known) ids.push(id)
    }
    ids.push(...end)
  }
  return Uint16Array.from(ids)
}

/** Uint16 ids kept in a file; made by `encode` the first time. */
export async function keptIds(file: string, encode: () => Uint16Array | Promise<Uint16Array>): Promise<Uint16Array> {
  return new Uint16Array(await keptBytes(file, encode))
}

async function keptBytes(file: string, make: () => Uint16Array | Promise<Uint16Array>): Promise<ArrayBuffer> {
  if (!existsSync(file)) await writeFile(file, await make())
  const bytes = await readFile(file)
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
}
