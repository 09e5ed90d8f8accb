/**
 * A tokenizer of SentencePiece's kind around our own Unigram model: the library's joins what is unknown across words, and
 * takes much room for a large vocabulary.
 */
import { Tokenizer } from '@huggingface/tokenizers'
import { isRecord } from '../isRecord.ts'
import type { TokenizerDefinition } from './tokenizerFiles.ts'
import { type UnigramModel, unigramCutter, wordsOf } from './unigram.ts'

export function unigramTokenizer(definition: TokenizerDefinition, settings: object): Tokenizer {
  const { model } = definition
  if (model.type !== 'Unigram') throw new Error('internal: expected a Unigram model')
  const [unknown = ''] = model.vocab[model.unk_id ?? -1] ?? []
  const vocab = Object.fromEntries(model.vocab.map(([piece], id) => [piece, id]))
  const plain = { type: 'WordPiece', vocab, unk_token: unknown, continuing_subword_prefix: '' }
  const spaced = { ...definition, pre_tokenizer: withScheme(definition.pre_tokenizer), model: plain }
  const tokenizer = new Tokenizer(spaced, settings)
  if (tokenizer.model) tokenizer.model.encode = encoder(model, splitsWords(definition.pre_tokenizer))
  return tokenizer
}

function encoder(model: UnigramModel, splits: boolean): (texts: string[]) => string[] {
  const cut = unigramCutter(model)
  return (texts) => texts.flatMap((text) => (splits ? wordsOf(text) : [text]).flatMap(cut))
}

/** Older files say by `add_prefix_space` whether a text begins with a mark. */
function withScheme(part: unknown): TokenizerDefinition['pre_tokenizer'] {
  return mapParts(part, (each) =>
    each.type === 'Metaspace' && each.prepend_scheme === undefined && each.add_prefix_space === false
      ? { ...each, prepend_scheme: 'never' }
      : each,
  ) as TokenizerDefinition['pre_tokenizer']
}

function mapParts(part: unknown, change: (part: Record<string, unknown>) => Record<string, unknown>): unknown {
  if (!isRecord(part)) return part
  const { pretokenizers: inner } = part
  return change(Array.isArray(inner) ? { ...part, pretokenizers: inner.map((each) => mapParts(each, change)) } : part)
}

/** Whether words are cut at their marks, as they are unless a file says otherwise. */
function splitsWords(part: unknown): boolean {
  let splits = false
  mapParts(part, (each) => {
    if (each.type === 'Metaspace') splits ||= each.split !== false
    return each
  })
  return splits
}
