/** Tokens that somebody added to a tokenizer without resizing the model's embeddings. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createTokenizer } from '../../../src/engine/inputs/tokenizer.ts'

const folder = new URL('../../fixtures/reference/tokenizers/', import.meta.url)
const json = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'))
const rows = 600
const extra = {
  id: rows,
  content: '[PAD2]',
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
}

function withExtra(kind: string, tokens: readonly object[] = [extra], settings: object = { pad_token: '[PAD2]' }) {
  const [tokenizer, config] = [json(`${kind}/tokenizer.json`), json(`${kind}/tokenizer_config.json`)]
  return {
    tokenizer: { ...tokenizer, added_tokens: [...tokenizer.added_tokens, ...tokens] },
    config: { ...config, added_tokens_decoder: { 0: { content: '[PAD]' }, [rows]: extra }, ...settings },
    vocabulary: rows,
  }
}

test('padding falls back on a token that has a row, and the extra token is plain text', () => {
  const plain = createTokenizer({ tokenizer: json('wordpiece/tokenizer.json'), config: null, vocabulary: rows })
  const made = createTokenizer(withExtra('wordpiece'))
  expect(made).toMatchObject({ padId: 0, rowless: ['[PAD2]'], vocabulary: plain.vocabulary })
  const text = 'before [PAD2] after'
  expect([...made.encode(text)]).toEqual([...plain.encode(text)])
  expect(Math.max(...made.encode(text))).toBeLessThan(rows)
})

test('where there is no other token for padding, the end of text pads', () => {
  const made = createTokenizer(withExtra('bytelevel'))
  const [end] = made.encode('<|endoftext|>')
  expect([made.padId, made.endId]).toEqual([end, end])
})

test('the files that an export gives away do not name the token either', () => {
  const { files } = createTokenizer(withExtra('wordpiece'))
  expect(JSON.stringify(files)).not.toContain('PAD2')
  expect(files.config).toMatchObject({ pad_token: '[PAD]', added_tokens_decoder: { 0: { content: '[PAD]' } } })
  const again = createTokenizer({ ...files, vocabulary: rows })
  expect(again.rowless).toEqual([])
})

test('files in which every token has a row are handed on untouched', () => {
  const source = { tokenizer: json('bytelevel/tokenizer.json'), config: json('bytelevel/tokenizer_config.json') }
  const { files, rowless } = createTokenizer({ ...source, vocabulary: rows })
  expect(files.tokenizer).toBe(source.tokenizer)
  expect(files.config).toBe(source.config)
  expect(rowless).toEqual([])
})

test('a mark around every text must have a row', () => {
  const source = withExtra('wordpiece', [{ ...extra, content: '[BEGIN]' }], {})
  const { post_processor: template } = source.tokenizer
  const begun = {
    ...template,
    single: [{ SpecialToken: { id: '[BEGIN]', type_id: 0 } }, ...template.single.slice(1)],
    special_tokens: { ...template.special_tokens, '[BEGIN]': { id: '[BEGIN]', ids: [rows], tokens: ['[BEGIN]'] } },
  }
  expect(() => createTokenizer({ ...source, tokenizer: { ...source.tokenizer, post_processor: begun } })).toThrow(
    expect.objectContaining({
      code: 'model-mismatch',
      message: expect.stringContaining('puts "[BEGIN]" around every text, but the model has no row for it'),
      advice: expect.stringContaining('resize_token_embeddings'),
    }),
  )
})
