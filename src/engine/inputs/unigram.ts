/**
 * The Unigram model of SentencePiece (Kudo 2018): a word is cut where the sum of its pieces' scores is the largest. As the
 * tokenizers library does it (its `unigram/model.rs`), held to its values by test/reference/make_tokenizers.py.
 */

export interface UnigramModel {
  /** Pieces with the logarithms of their chances; a piece's place is its id. */
  readonly vocab: readonly (readonly [piece: string, score: number])[]
  readonly unk_id?: number | null | undefined
  /** Whether what no piece covers is told by bytes, as "<0xE2>". */
  readonly byte_fallback?: boolean | null | undefined
}

/** What an unknown sign costs more than the least likely piece. */
const unknownPenalty = 10
const mark = '▁'

/** A word with its mark → its pieces; a stretch of unknown signs is one piece that is in no vocabulary. */
export function unigramCutter({ vocab, unk_id: unknown, byte_fallback: byBytes }: UnigramModel) {
  const scores = new Map(vocab)
  const lowest = vocab.reduce((least, [, score]) => Math.min(least, score), Number.POSITIVE_INFINITY)
  const longest = vocab.reduce((most, [piece]) => Math.max(most, piece.length), 1)
  const unknownScore = lowest - unknownPenalty
  const unknownPiece = unknown === null || unknown === undefined ? undefined : vocab[unknown]?.[0]
  const scoreOf = (piece: string) => (piece === unknownPiece ? unknownScore : scores.get(piece))
  return (word: string): string[] => {
    const found = withoutUnknown(bestCut(word, { scoreOf, longest, unknownScore }), (piece) => scores.has(piece))
    return byBytes ? found.flatMap((piece) => (scores.has(piece) ? [piece] : bytesOf(piece, scores))) : found
  }
}

interface Scores {
  readonly scoreOf: (piece: string) => number | undefined
  /** Of any piece, in UTF-16 units. */
  readonly longest: number
  readonly unknownScore: number
}

/** Of two ways with the same score, the one whose last piece is longer. */
function bestCut(word: string, { scoreOf, longest, unknownScore }: Scores): string[] {
  const best = new Float64Array(word.length + 1).fill(Number.NEGATIVE_INFINITY)
  const from = new Int32Array(word.length + 1).fill(-1)
  best[0] = 0
  for (let start = 0; start < word.length; ) {
    const reached = best[start] as number
    const width = (word.codePointAt(start) as number) > 0xffff ? 2 : 1
    const better = (end: number, score: number) => {
      if (from[end] !== -1 && score <= (best[end] as number)) return
      best[end] = score
      from[end] = start
    }
    let covered = false
    for (let end = start + width; end <= Math.min(word.length, start + longest); end++) {
      const score = scoreOf(word.slice(start, end))
      if (score === undefined) continue
      better(end, reached + score)
      if (end === start + width) covered = true
    }
    if (!covered) better(start + width, reached + unknownScore)
    start += width
  }
  const pieces: string[] = []
  for (let end = word.length; end > 0; end = from[end] as number) pieces.push(word.slice(from[end], end))
  return pieces.reverse()
}

/** Unknown signs side by side become one. */
function withoutUnknown(pieces: readonly string[], isKnown: (piece: string) => boolean): string[] {
  const joined: string[] = []
  let open = false
  for (const piece of pieces) {
    const known = isKnown(piece)
    if (!known && open) joined.push(`${joined.pop()}${piece}`)
    else joined.push(piece)
    open = !known
  }
  return joined
}

/** Unless a byte is in no vocabulary. */
function bytesOf(piece: string, scores: ReadonlyMap<string, number>): string[] {
  const named = Array.from(
    new TextEncoder().encode(piece),
    (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  )
  return named.every((byte) => scores.has(byte)) ? named : [piece]
}

/** "▁the▁fog" → "▁the", "▁fog": no piece crosses the mark of a new word. */
export function wordsOf(text: string): string[] {
  return text.split(new RegExp(`(?=${mark})`, 'u')).filter((word) => word !== '')
}
