/** A tokenizer as GGUF holds it: its tokens with their kinds, its merges or scores, its marks, and the chat template. */
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import { namedToken, readTokenizerFiles, type TokenizerDefinition } from '../../inputs/tokenizerFiles.ts'
import { isRecord } from '../../isRecord.ts'
import { bool, type GgufKeys, string, uint32 } from '../../models/llamaCpp.ts'
import type { ModelText } from '../../models/modelText.ts'
import { splitterName } from './splitters.ts'

/** Kinds of tokens, as llama.cpp numbers them. */
const kinds = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const

export interface TokenizerWishes {
  /** Rows of the network's table; those beyond the tokenizer's tokens are marked as unused. */
  readonly rows: number
  /** What conversations are written out by; null where there is none. */
  readonly template: string | null
  /** What ends a turn; null where nothing is known to. */
  readonly turnEnd: number | null
}

/** @throws ThawError `export-refused` for a kind of tokenizer that llama.cpp would read otherwise. */
export function tokenizerKeys({ tokenizer, files }: ModelText, wishes: TokenizerWishes): GgufKeys {
  const { definition, settings } = readTokenizerFiles(files.tokenizer, files.config)
  const model = modelKeys(definition)
  const tokens = tokensOf(definition, wishes.rows)
  const { before, after, endId } = tokenizer
  if (endId === null) throw new ThawError('export-refused', 'ggufTokenizer', { why: notice('ggufTokenizerEndless') })
  const idOf = (name: string) => {
    const token = namedToken(settings, name)
    const id = token === null ? -1 : tokens.texts.indexOf(token)
    return id < 0 ? null : id
  }
  const marks: Readonly<Record<string, number | null>> = {
    bos: idOf('bos_token') ?? (before.length === 1 ? (before[0] as number) : null),
    eos: endId,
    eot: wishes.turnEnd === endId ? null : wishes.turnEnd,
    unknown: idOf('unk_token'),
    padding: idOf('pad_token'),
  }
  return {
    ...prefixed(model),
    ...prefixed({
      tokens: { type: 'strings', values: tokens.texts },
      token_type: { type: 'numbers', of: 'int32', values: tokens.kinds },
      ...partsKeys(definition, tokens.texts),
      ...Object.fromEntries(
        Object.entries(marks).flatMap(([name, id]) => (id === null ? [] : [[`${name}_token_id`, uint32(id)]])),
      ),
      add_bos_token: bool(marks.bos !== null && before.length === 1 && before[0] === marks.bos),
      add_eos_token: bool(after.length === 1 && after[0] === endId),
    }),
    ...(wishes.template !== null && { 'tokenizer.chat_template': string(wishes.template) }),
  }
}

function prefixed(keys: GgufKeys): GgufKeys {
  return Object.fromEntries(Object.entries(keys).map(([key, value]) => [`tokenizer.ggml.${key}`, value]))
}

/** Pieces that fall back to bytes are SentencePiece's; the others begin with bytes. */
function fallsBack({ model }: TokenizerDefinition): boolean {
  return model.type === 'BPE' && model.byte_fallback === true
}

function modelKeys(definition: TokenizerDefinition): GgufKeys {
  const { model, normalizer, pre_tokenizer: splitter } = definition
  if (model.type !== 'BPE') throw refused(notice('ggufTokenizerKind', { kind: model.type }))
  if (fallsBack(definition)) {
    const spaces = spacesOf(definition)
    if (spaces === null) throw refused(notice('ggufTokenizerSpaces'))
    return { model: string('llama'), pre: string('default'), add_space_prefix: bool(spaces === 'before all') }
  }
  // llama.cpp brings no text into a composed form; keyboards and files nearly always give it so.
  if (normalizer !== null && normalizer.type !== 'NFC')
    throw refused(notice('ggufTokenizerNormalizer', { normalizer: normalizer.type }))
  const pre = splitterName(splitter, model.ignore_merges === true)
  if (pre === null) throw refused(notice('ggufTokenizerSplitter'))
  return { model: string('gpt2'), pre: string(pre) }
}

function refused(why: ReturnType<typeof notice>): ThawError {
  return new ThawError('export-refused', 'ggufTokenizer', { why })
}

/** How SentencePiece's sign for a space gets into a text; null where in another way than llama.cpp's. */
function spacesOf({ normalizer, pre_tokenizer: splitter }: TokenizerDefinition): 'before all' | 'between' | null {
  const steps =
    normalizer?.type === 'Sequence' && Array.isArray(normalizer.normalizers) ? normalizer.normalizers : [normalizer]
  const words = steps.filter(isRecord).map((step) => {
    if (step.type === 'Prepend' && step.prepend === sign) return 'prepend'
    return step.type === 'Replace' && step.content === sign && isSpace(step.pattern) ? 'replace' : 'other'
  })
  // Gemma's files split at spaces after none is left.
  const splits = splitter !== null && !(splitter.type === 'Split' && isSpace(splitter.pattern))
  if (words.length === 0 && splitter?.type === 'Metaspace' && splitter.replacement === sign && splitter.split !== true)
    return splitter.prepend_scheme === 'never' ? 'between' : splitter.prepend_scheme === 'first' ? 'before all' : null
  if (splits) return null
  const said = words.join(' ')
  return said === 'replace' ? 'between' : said === 'prepend replace' ? 'before all' : null
}

const sign = '▁'

function isSpace(pattern: unknown): boolean {
  return isRecord(pattern) && pattern.String === ' '
}

interface Tokens {
  readonly texts: readonly string[]
  readonly kinds: readonly number[]
}

/** By id. No two may be spelled alike: llama.cpp ends itself there. */
function tokensOf(definition: TokenizerDefinition, rows: number): Tokens {
  const texts: (string | undefined)[] = Array.from({ length: rows })
  const ofKind = new Array<number>(rows).fill(kinds.unused)
  const pieces = fallsBack(definition)
  const put = (id: number, text: string, kind: number) => {
    texts[id] = text
    ofKind[id] = kind
  }
  const { vocab, unk_token: unknown } = definition.model
  for (const [token, id] of Object.entries(vocab as Readonly<Record<string, number>>))
    put(id, token, pieces && /^<0x[0-9A-F]{2}>$/.test(token) ? kinds.byte : kinds.normal)
  for (const { id, content, special } of definition.added_tokens ?? []) {
    const control = special === true || looksSpecial(content)
    put(id, control ? content : spelled(content), control ? kinds.control : kinds.userDefined)
  }
  const unknownId = typeof unknown === 'string' ? texts.indexOf(unknown) : -1
  if (pieces && unknownId >= 0) ofKind[unknownId] = kinds.unknown
  const taken = new Set<string>()
  const unique = texts.map((text, id) => {
    if (text === undefined || taken.has(text)) ofKind[id] = kinds.unused
    let own = text !== undefined && !taken.has(text) ? text : `[PAD${id}]`
    while (taken.has(own)) own += '_'
    taken.add(own)
    return own
  })
  return { texts: unique, kinds: ofKind }
}

/** Some publishers forget to mark them. */
function looksSpecial(content: string): boolean {
  return /^<(\|.*\||｜.*｜|unused.*)>$/.test(content) || ['<pad>', '<mask>', '<2mass>', '[@BOS@]'].includes(content)
}

/** What a person adds stands in a text as it is. */
function spelled(content: string): string {
  return content.replaceAll(sign, ' ')
}

/** The merges; for pieces, whose merges llama.cpp reads from their scores, those. */
function partsKeys(definition: TokenizerDefinition, texts: readonly string[]): GgufKeys {
  if (definition.model.type !== 'BPE') return {}
  const pairs = definition.model.merges.map((merge) => (typeof merge === 'string' ? merge.split(' ') : merge))
  if (!fallsBack(definition)) return { merges: { type: 'strings', values: pairs.map((pair) => pair.join(' ')) } }
  const ranks = new Map<string, number>()
  for (const [rank, pair] of pairs.entries()) {
    const piece = pair.join('')
    if (!ranks.has(piece)) ranks.set(piece, rank)
  }
  const scores = texts.map((text) => 0 - (ranks.get(text) ?? pairs.length))
  return { scores: { type: 'numbers', of: 'float32', values: scores } }
}
