/**
 * The tokenizer.json of models so old that they have none: it is built from their vocabulary, as the library that
 * published them would build it. WordPiece: Devlin et al. 2018; byte-level BPE: Radford et al. 2019.
 */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'

/** From vocab.txt, one token a line, the line's number its id; `settings` is a parsed tokenizer_config.json or null. */
export function wordPieceTokenizer(vocabulary: string, settings: unknown): unknown {
  const vocab = linesOf(vocabulary)
  const said = settingsOf(settings)
  const token = (name: keyof typeof bertTokens) => {
    const content = contentOf(said[name]) ?? bertTokens[name]
    const id = vocab.get(content)
    if (id === undefined) throw new ThawError('weights-invalid', 'vocabularyLacksMark', { token: content })
    return { content, id }
  }
  const [unknown, cls, sep, pad] = [token('unk_token'), token('cls_token'), token('sep_token'), token('pad_token')]
  const hasMask = vocab.has(contentOf(said.mask_token) ?? bertTokens.mask_token)
  const special = [pad, unknown, cls, sep, ...(hasMask ? [token('mask_token')] : [])]
  return {
    version: '1.0',
    added_tokens: special.map(addedToken).sort((a, b) => a.id - b.id),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: said.tokenize_chinese_chars ?? true,
      strip_accents: said.strip_accents ?? null,
      lowercase: said.do_lower_case ?? true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: around(cls, sep),
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: unknown.content,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocab),
    },
  }
}

/** From a parsed vocab.json and merges.txt; `settings` is a parsed tokenizer_config.json or null. */
export function bpeTokenizer(vocabulary: unknown, merges: string, settings: unknown): unknown {
  const vocab = idsOf(vocabulary)
  const said = settingsOf(settings)
  const names = [endOfText, ...[said.bos_token, said.eos_token, said.unk_token].map(contentOf)]
  const special = new Map(names.flatMap((content) => idFor(content, vocab)))
  return {
    version: '1.0',
    added_tokens: Array.from(special, ([content, id]) => addedToken({ content, id })),
    normalizer: null,
    pre_tokenizer: { ...byteLevel, add_prefix_space: said.add_prefix_space ?? false },
    post_processor: { ...byteLevel, add_prefix_space: true, trim_offsets: false },
    decoder: { ...byteLevel, add_prefix_space: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(vocab),
      merges: mergesOf(merges, vocab),
    },
  }
}

interface Token {
  readonly content: string
  readonly id: number
}

const bertTokens = {
  unk_token: '[UNK]',
  cls_token: '[CLS]',
  sep_token: '[SEP]',
  pad_token: '[PAD]',
  mask_token: '[MASK]',
} as const
const endOfText = '<|endoftext|>'
const byteLevel = { type: 'ByteLevel', trim_offsets: true, use_regex: true } as const

const namedToken = v.nullish(v.union([v.string(), v.looseObject({ content: v.string() })]))
const settingsSchema = v.looseObject({
  do_lower_case: v.optional(v.boolean()),
  strip_accents: v.nullish(v.boolean()),
  tokenize_chinese_chars: v.optional(v.boolean()),
  add_prefix_space: v.optional(v.boolean()),
  bos_token: namedToken,
  eos_token: namedToken,
  unk_token: namedToken,
  cls_token: namedToken,
  sep_token: namedToken,
  pad_token: namedToken,
  mask_token: namedToken,
})

function settingsOf(settings: unknown): v.InferOutput<typeof settingsSchema> {
  const parsed = v.safeParse(settingsSchema, settings ?? {})
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new ThawError('weights-invalid', 'tokenizerSettingsInvalid', {
    field: v.getDotPath(issue) ?? null,
    detail: issue.message,
  })
}

function contentOf(token: v.InferOutput<typeof namedToken>): string | null {
  return typeof token === 'string' ? token : (token?.content ?? null)
}

/** Read by hand, because a token may be any word, "constructor" among them. */
function idsOf(vocabulary: unknown): ReadonlyMap<string, number> {
  const isObject = typeof vocabulary === 'object' && vocabulary !== null && !Array.isArray(vocabulary)
  const entries = isObject ? Object.entries(vocabulary) : []
  if (entries.length === 0 || !entries.every((entry) => isId(entry[1]))) {
    throw new ThawError('weights-invalid', 'vocabularyMapInvalid')
  }
  return new Map(entries)
}

function isId(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function idFor(content: string | null, vocab: ReadonlyMap<string, number>): (readonly [string, number])[] {
  const id = content === null ? undefined : vocab.get(content)
  return content === null || id === undefined ? [] : [[content, id]]
}

/** The last of two equal lines counts, as in the original reader. */
function linesOf(vocabulary: string): ReadonlyMap<string, number> {
  const lines = vocabulary.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return new Map(lines.map((line, id) => [line, id]))
}

/** Two parts a line, the most frequent first; the first line may tell the version. */
function mergesOf(text: string, vocab: ReadonlyMap<string, number>): readonly (readonly [string, string])[] {
  const lines = text.split(/\r?\n/).filter((line, at) => line !== '' && !(at === 0 && line.startsWith('#version')))
  return lines.map((line) => {
    const [left, right, ...rest] = line.split(' ')
    const sound = left && right && rest.length === 0 && vocab.has(left + right)
    if (!sound) throw new ThawError('weights-invalid', 'mergeUnknown', { line: line.slice(0, 60) })
    return [left, right]
  })
}

function addedToken({ content, id }: Token) {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }
}

/** [CLS] text [SEP], and for pairs [CLS] text [SEP] text [SEP] with the second text of type 1. */
function around(cls: Token, sep: Token) {
  const special = ({ content }: Token, type: number) => ({ SpecialToken: { id: content, type_id: type } })
  const sequence = (id: string, type: number) => ({ Sequence: { id, type_id: type } })
  const described = ({ content, id }: Token) => [content, { id: content, ids: [id], tokens: [content] }] as const
  const single = [special(cls, 0), sequence('A', 0), special(sep, 0)]
  return {
    type: 'TemplateProcessing',
    single,
    pair: [...single, sequence('B', 1), special(sep, 1)],
    special_tokens: Object.fromEntries([described(cls), described(sep)]),
  }
}
