import { Tokenizer } from '@huggingface/tokenizers'
import { describe, expect, test } from 'vitest'
import { bpeTokenizer, wordPieceTokenizer } from '../../../src/engine/weights/tokenizerFiles.ts'

const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'hello', 'wor', '##ld', ',', '猫', 'Hello', 'é', 'e']
const vocabulary = `${words.join('\n')}\n`
const config = { model_max_length: 512 }

describe('a tokenizer built from vocab.txt', () => {
  test('lowers letters, drops accents, cuts words into pieces, and puts the text between its marks', () => {
    expect(idsOf(wordPieceTokenizer(vocabulary, null), 'Héllo, world 猫猫 xyz')).toEqual([2, 5, 8, 6, 7, 9, 9, 1, 3])
  })

  test('keeps capitals and accents where its settings say so', () => {
    const cased = wordPieceTokenizer(vocabulary, { do_lower_case: false })
    expect(idsOf(cased, 'Hello é')).toEqual([2, 10, 11, 3])
    expect(idsOf(wordPieceTokenizer(vocabulary, { strip_accents: false }), 'É')).toEqual([2, 11, 3])
  })

  test('takes the names of its marks from the settings', () => {
    const renamed = vocabulary.replace('[CLS]', '<s>').replace('[SEP]', '</s>')
    const built = wordPieceTokenizer(renamed, { cls_token: '<s>', sep_token: { content: '</s>', lstrip: false } })
    expect(idsOf(built, 'hello')).toEqual([2, 5, 3])
  })

  test('reads lines that end as Windows ends them, and the mark for hidden words as one token', () => {
    const built = wordPieceTokenizer(vocabulary.replaceAll('\n', '\r\n'), null)
    expect(idsOf(built, 'hello [MASK]')).toEqual([2, 5, 4, 3])
  })

  test.each([
    ['hello\nworld', null, 'vocab.txt has no "[UNK]"'],
    [vocabulary, { cls_token: '<s>' }, 'vocab.txt has no "<s>"'],
    [vocabulary, { do_lower_case: 'yes' }, '"do_lower_case"'],
  ])('is refused where the marks or the settings do not fit', (text, settings, message) => {
    expect(() => wordPieceTokenizer(text, settings)).toThrow(
      expect.objectContaining({ code: 'weights-invalid', message: expect.stringContaining(message) }),
    )
  })
})

describe('a tokenizer built from vocab.json and merges.txt', () => {
  const tokens = ['<|endoftext|>', 'h', 'e', 'l', 'o', 'Ġ', 'he', 'll', 'hell', 'hello', 'Ġh', 'Ã', '©', 'constructor']
  const ids = Object.fromEntries(tokens.map((token, id) => [token, id]))
  const merges = '#version: 0.2\nh e\nl l\nhe ll\nhell o\nĠ h\n'

  test('joins bytes in the order of the merges, with spaces and accents as bytes', () => {
    expect(idsOf(bpeTokenizer(ids, merges, null), 'hello hoé')).toEqual([9, 10, 4, 11, 12])
  })

  test('knows the end of a text as one token, and gives the text back', () => {
    const tokenizer = tokenizerOf(bpeTokenizer(ids, merges, null))
    const { ids: encoded } = tokenizer.encode('hello<|endoftext|>hé')
    expect(encoded).toEqual([9, 0, 1, 11, 12])
    expect(tokenizer.decode(encoded)).toBe('hello<|endoftext|>hé')
  })

  test('loses no token that is also a word of the language it is read with', () => {
    expect(bpeTokenizer(ids, merges, null)).toMatchObject({ model: { vocab: { constructor: 13 } } })
  })

  test.each([
    [[1], merges, 'vocab.json should map'],
    [{}, merges, 'vocab.json should map'],
    [{ a: 'b' }, merges, 'vocab.json should map'],
    [{ a: 1.5 }, merges, 'vocab.json should map'],
    [ids, 'h e\nh o\n', 'merges.txt joins "h o"'],
    [ids, 'h e l\n', 'merges.txt joins "h e l"'],
  ])('is refused where they do not fit together', (vocab, text, message) => {
    expect(() => bpeTokenizer(vocab, text, null)).toThrow(
      expect.objectContaining({ code: 'weights-invalid', message: expect.stringContaining(message) }),
    )
  })
})

function tokenizerOf(built: unknown): Tokenizer {
  return new Tokenizer(built as object, config)
}

function idsOf(built: unknown, text: string): readonly number[] {
  return tokenizerOf(built).encode(text).ids
}
