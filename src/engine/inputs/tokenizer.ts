/**
 * Text to token ids and back, as the model's own tokenizer.json says. Long texts are cut at spaces first, where no
 * token of the supported kinds ever crosses, so that the cost grows with the length and nothing worse.
 */
import { Tokenizer } from '@huggingface/tokenizers'
import { ThawError } from '../../shared/messages/errors.ts'
import { mendNormalizer } from './mendNormalizer.ts'
import { namedToken, readTokenizerFiles, type TokenizerDefinition, type TokenizerFiles } from './tokenizerFiles.ts'
import { fitToRows } from './tokenRows.ts'
import { unigramTokenizer } from './unigramTokenizer.ts'

export interface EncodeOptions {
  /** With the marks around a text, as [CLS] and [SEP]; true unless told. */
  readonly special?: boolean
  /** Encoding may stop once so many ids are there, marks not counted; all of the text unless told. */
  readonly enough?: number
}

export interface TextTokenizer {
  /** One more than the highest id. */
  readonly vocabulary: number
  encode(text: string, options?: EncodeOptions): Int32Array
  /** `special` keeps the marks in the text; false unless told. */
  decode(ids: readonly number[], options?: { readonly special?: boolean }): string
  /** The marks that `encode` puts around a text. */
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** How two texts stand in one row. */
  readonly pair: PairTemplate
  /** It reads bytes, and takes the space before a word into the word. */
  readonly byBytes: boolean
  readonly padId: number
  /** What ends a text (end of sequence, or a separator); null where there is none. */
  readonly endId: number | null
  /** Parsed tokenizer.json and tokenizer_config.json, without tokens that the model has no row for. */
  readonly files: { readonly tokenizer: unknown; readonly config: unknown }
  /** Those tokens. */
  readonly rowless: readonly string[]
}

/** The marks around two texts, and what each text's tokens (marks before and between counted to the first) are typed as. */
export interface PairTemplate {
  readonly before: readonly number[]
  readonly between: readonly number[]
  readonly after: readonly number[]
  readonly firstType: number
  readonly secondType: number
}

export interface TokenizerSource {
  /** Parsed tokenizer.json. */
  readonly tokenizer: unknown
  /** Parsed tokenizer_config.json; null when absent. */
  readonly config: unknown
  /** Rows of the model's embedding; the tokenizer may not name more. */
  readonly vocabulary: number
}

/** @throws ThawError `model-unsupported` for no tokenizer, `model-mismatch` for one of another model. */
export function createTokenizer({ tokenizer, config, vocabulary }: TokenizerSource): TextTokenizer {
  const fitted = fitToRows(tokenizer, config, vocabulary)
  const files = readTokenizerFiles(fitted.tokenizer, fitted.config)
  if (files.vocabulary > vocabulary)
    throw new ThawError('model-mismatch', 'tokenizerOfAnother', { tokens: files.vocabulary, vocabulary })
  const inner = construct(files)
  refuseRowless(inner, fitted.rowless)
  const prepare = preparation(files.definition)
  // A byte that the vocabulary lacks has no id; the original leaves it out as well.
  const plain = (text: string) =>
    inner.encode(prepare(text), { add_special_tokens: false }).ids.filter((id) => id !== undefined)
  const { before, after } = marksOf(inner)
  const idOf = (names: readonly string[]) => firstId(inner, files, names)
  const endId = idOf(['eos_token', '<|endoftext|>', '</s>', 'sep_token', '[SEP]'])
  return {
    vocabulary: files.vocabulary,
    encode(text, { special = true, enough = Number.POSITIVE_INFINITY } = {}) {
      const ids: number[] = special ? [...before] : []
      const last = ids.length + enough
      for (const piece of pieces(text)) {
        for (const id of plain(piece)) ids.push(id)
        if (ids.length >= last) break
      }
      if (special) ids.push(...after)
      return Int32Array.from(ids)
    },
    decode(ids, { special = false } = {}) {
      if (ids.length === 0) return ''
      return inner.decode([...ids], { skip_special_tokens: !special, clean_up_tokenization_spaces: false })
    },
    before,
    after,
    pair: pairOf(inner, endId, files.definition),
    byBytes: readsBytes(files.definition.pre_tokenizer),
    padId: idOf(['pad_token', '[PAD]', '<pad>']) ?? endId ?? 0,
    endId,
    files: { tokenizer: fitted.tokenizer, config: fitted.config },
    rowless: fitted.rowless,
  }
}

function readsBytes(step: unknown): boolean {
  const { type, pretokenizers } = (step ?? {}) as { readonly type?: unknown; readonly pretokenizers?: unknown }
  return type === 'ByteLevel' || (Array.isArray(pretokenizers) && pretokenizers.some(readsBytes))
}

/** A mark that stands around every text must have a row. */
function refuseRowless(inner: Tokenizer, rowless: readonly string[]): void {
  if (rowless.length === 0) return
  const around = [...inner.encode('a').tokens, ...inner.encode('a', { text_pair: 'a' }).tokens]
  const [token] = rowless.filter((each) => around.includes(each))
  if (token !== undefined) throw new ThawError('model-mismatch', 'tokenizerMarkRowless', { token })
}

function construct({ definition, settings }: TokenizerFiles): Tokenizer {
  // Of the settings, the original reads neither of these: what they ask for stands in tokenizer.json.
  const { remove_space: _, do_lowercase_and_remove_accent: __, ...heeded } = settings
  try {
    const unigram = definition.model.type === 'Unigram'
    const made = unigram ? unigramTokenizer(definition, heeded) : new Tokenizer(definition, heeded)
    mendNormalizer(made.normalizer)
    return made
  } catch (cause) {
    if (cause instanceof ThawError) throw cause
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new ThawError('model-unsupported', 'tokenizerRefused', { detail }, { cause })
  }
}

/** About what is encoded at once, in UTF-16 units. */
const pieceLength = 4096

/**
 * Cuts before a space that follows another character. Pre-tokenizers attach a space to what comes after it and never
 * to what came before, so that the pieces' ids are those of the whole.
 */
function* pieces(text: string): Generator<string> {
  let start = 0
  while (text.length - start > pieceLength) {
    const border = /\S(?= )/g
    border.lastIndex = start + pieceLength - 1
    const found = border.exec(text)
    if (!found) break
    yield text.slice(start, found.index + 1)
    start = found.index + 1
  }
  if (start < text.length) yield text.slice(start)
}

/**
 * Where the library and the original differ. The original lowers letter by letter (a final Σ too), and sets spaces
 * around the rarer Chinese signs beyond the basic plane.
 */
function preparation({ normalizer }: TokenizerDefinition): (text: string) => string {
  if (normalizer?.type !== 'BertNormalizer') return (text) => text
  const lower = (text: string) => (normalizer.lowercase === true ? text.replaceAll('Σ', 'σ') : text)
  if (normalizer.handle_chinese_chars !== true) return lower
  return (text) => lower(text).replace(/[\u{20000}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu, ' $& ')
}

/** What stands before and after a text that is encoded with its marks. */
function marksOf(inner: Tokenizer): { before: readonly number[]; after: readonly number[] } {
  const bare = inner.encode('a', { add_special_tokens: false }).ids
  const marked = inner.encode('a').ids
  const start = marked.findIndex((_, at) => bare.every((id, i) => marked[at + i] === id))
  if (start < 0) return { before: [], after: [] }
  return { before: marked.slice(0, start), after: marked.slice(start + bare.length) }
}

/** A tokenizer whose template sets nothing between two texts (GPT-2's) gets its end mark there. */
function pairOf(inner: Tokenizer, endId: number | null, { post_processor }: TokenizerDefinition): PairTemplate {
  const bare = inner.encode('a', { add_special_tokens: false }).ids
  const { ids, token_type_ids: types = [] } = inner.encode('a', { text_pair: 'a', return_token_type_ids: true })
  const stands = (from: number) => bare.every((id, i) => ids[from + i] === id)
  const first = ids.findIndex((_, at) => stands(at))
  const second = ids.findIndex((_, at) => at >= first + bare.length && stands(at))
  if (first < 0 || second < 0) {
    const { before, after } = marksOf(inner)
    return { before, between: endId === null ? [] : [endId], after, firstType: 0, secondType: 0 }
  }
  const marks = ids.slice(first + bare.length, second)
  return {
    before: ids.slice(0, first),
    between: marks.length > 0 || endId === null ? marks : [endId],
    after: ids.slice(second + bare.length),
    firstType: types[first] ?? 0,
    // RoBERTa's own post-processor types both texts alike, and the library does not know.
    secondType: post_processor?.type === 'RobertaProcessing' ? 0 : (types[second] ?? 0),
  }
}

/** The first of the names that is a token: a name of the settings (`pad_token`), or the token itself. */
function firstId(inner: Tokenizer, { settings }: TokenizerFiles, names: readonly string[]): number | null {
  for (const name of names) {
    const token = name.endsWith('_token') ? namedToken(settings, name) : name
    const id = token === null ? undefined : inner.token_to_id(token)
    if (id !== undefined) return id
  }
  return null
}
