/** A WordPiece tokenizer with fewer pieces: a small network cannot pay for a row of its table for every rare word. */
import type { TokenizerFiles } from './tokenizerFiles.ts'

export interface ShortVocabulary {
  readonly files: TokenizerFiles
  /** Of each kept piece, in the new order: its id in the whole vocabulary. */
  readonly origins: readonly number[]
}

const marks = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
/** Letters, digits and signs of Latin texts stay one by one, so that every word can still be spelt. */
const spelling = /^(##)?[\u0021-\u024f\u2010-\u203a\u20ac]$/u

/**
 * Keeps the marks, what spells, and of the rest those that came up most often or that the whole vocabulary names first:
 * BERT's lists its words by how frequent they are.
 *
 * @param counts how often each id of the whole vocabulary was seen
 * @param options.longest tokens that the network reads, marks counted
 */
export function shortVocabulary(
  whole: TokenizerFiles,
  counts: ArrayLike<number>,
  { size, longest }: { readonly size: number; readonly longest: number },
): ShortVocabulary {
  const idOf = whole['tokenizer.json'].model.vocab
  const pieces = Object.keys(idOf)
  const id = (piece: string) => idOf[piece] as number
  const needed = [...marks, ...pieces.filter((piece) => spelling.test(piece)).sort((a, b) => id(a) - id(b))]
  const known = new Set(needed)
  const rest = pieces.filter((piece) => !known.has(piece) && !/^\[unused\d+\]$/.test(piece))
  const seen = (piece: string) => counts[id(piece)] ?? 0
  const byCount = [...rest].sort((a, b) => seen(b) - seen(a) || id(a) - id(b)).filter((piece) => seen(piece) > 0)
  const byId = [...rest].sort((a, b) => id(a) - id(b))
  const kept = [...needed]
  for (let at = 0; kept.length < size && at < byId.length; at++)
    for (const piece of [byCount[at], byId[at]]) {
      if (piece === undefined || known.has(piece) || kept.length >= size) continue
      known.add(piece)
      kept.push(piece)
    }
  return { files: renumbered(whole, kept, longest), origins: kept.map(id) }
}

/** The same files, with ids in the order of `kept`; the network sees no text cut or padded by its tokenizer. */
function renumbered(whole: TokenizerFiles, kept: readonly string[], longest: number): TokenizerFiles {
  const vocab = Object.fromEntries(kept.map((piece, at) => [piece, at]))
  const { model, ...fields } = whole['tokenizer.json']
  const moved = JSON.parse(JSON.stringify(fields), (_, value) => withNewIds(value, vocab))
  const { name_or_path: _, ...settings } = whole['tokenizer_config.json']
  return {
    'tokenizer.json': { ...moved, truncation: null, padding: null, model: { ...model, vocab } },
    'tokenizer_config.json': { ...settings, model_max_length: longest },
  }
}

/** Marks are named with their ids in the added tokens, `{id, content}`, and in the template, `{id, ids, tokens}`. */
function withNewIds(value: unknown, vocab: Readonly<Record<string, number>>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('content' in value && 'id' in value) return { ...value, id: vocab[value.content as string] ?? value.id }
  if ('tokens' in value && 'ids' in value)
    return { ...value, ids: (value.tokens as string[]).map((token) => vocab[token]) }
  return value
}
