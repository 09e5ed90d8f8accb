/**
 * What a tokenizer.json must hold before it is used: a WordPiece, BPE or Unigram model with a sound vocabulary, and
 * regular expressions that cannot run for ever. Everything else in it is handed on as it is; absent parts become null.
 */

import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { isRecord } from '../isRecord.ts'

export interface TokenizerFiles {
  /** As the tokenizer library wants it: every part present, null where the file has none. */
  readonly definition: TokenizerDefinition
  readonly settings: Readonly<Record<string, unknown>>
  /** One more than the highest id. */
  readonly vocabulary: number
}

/** No published vocabulary is near this. */
const mostTokens = 2_000_000
const longestExpression = 2_000

const tokenId = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(mostTokens - 1))
const vocabulary = v.pipe(
  v.custom<Readonly<Record<string, number>>>(isRecord, 'expected an object of tokens'),
  v.check((ids) => Object.keys(ids).length > 0, 'it is empty'),
  v.check((ids) => Object.values(ids).every((id) => v.is(tokenId, id)), 'every token needs a whole number as its id'),
)
const merge = v.union([v.pipe(v.string(), v.regex(/^\S+ \S+$/u)), v.tuple([v.string(), v.string()])])
const part = v.optional(v.nullable(v.looseObject({ type: v.string() })), null)
const definition = v.looseObject({
  model: v.variant('type', [
    v.looseObject({
      type: v.literal('WordPiece'),
      vocab: vocabulary,
      unk_token: v.string(),
      continuing_subword_prefix: v.optional(v.string(), '##'),
    }),
    v.looseObject({
      type: v.literal('BPE'),
      vocab: vocabulary,
      merges: v.pipe(v.array(merge), v.maxLength(mostTokens)),
    }),
    v.looseObject({
      type: v.literal('Unigram'),
      vocab: v.pipe(
        v.array(v.tuple([v.string(), v.pipe(v.number(), v.finite())])),
        v.minLength(1, 'it is empty'),
        v.maxLength(mostTokens),
      ),
      unk_id: v.optional(v.nullable(tokenId)),
      byte_fallback: v.optional(v.nullable(v.boolean())),
    }),
  ]),
  added_tokens: v.optional(
    v.nullable(v.array(v.looseObject({ id: tokenId, content: v.pipe(v.string(), v.minLength(1)) }))),
    [],
  ),
  normalizer: part,
  pre_tokenizer: part,
  post_processor: part,
  decoder: part,
})
export type TokenizerDefinition = v.InferOutput<typeof definition>

/** Reads a parsed tokenizer.json and tokenizer_config.json (null when absent). @throws ThawError `model-unsupported` naming what is wrong. */
export function readTokenizerFiles(tokenizer: unknown, config: unknown): TokenizerFiles {
  const parsed = v.safeParse(definition, withType(tokenizer))
  if (!parsed.success) throw misfit(parsed.issues[0])
  const { output } = parsed
  const { model } = output
  if (model.type === 'WordPiece' && !Object.hasOwn(model.vocab, model.unk_token))
    throw new ThawError('model-unsupported', 'tokenizerLacksUnknown', { token: model.unk_token.slice(0, 40) })
  if (model.type === 'Unigram' && !model.vocab[model.unk_id ?? -1])
    throw new ThawError('model-unsupported', 'tokenizerLacksUnknown', { token: '<unk>' })
  for (const expression of expressionsOf([output.normalizer, output.pre_tokenizer, output.decoder]))
    if (mayRunForEver(expression))
      throw new ThawError('model-unsupported', 'tokenizerExpressionEndless', { expression: expression.slice(0, 80) })
  return {
    definition: { ...output, added_tokens: output.added_tokens ?? [] },
    settings: isRecord(config) ? config : {},
    vocabulary: Math.max(rowsOf(model), ...(output.added_tokens ?? []).map(({ id }) => id + 1)),
  }
}

/** One more than the highest id of the model's own tokens. */
function rowsOf({ vocab }: TokenizerDefinition['model']): number {
  if (Array.isArray(vocab)) return vocab.length
  return 1 + Object.values(vocab).reduce((highest, id) => Math.max(highest, id), 0)
}

/** A special token's text under a name such as `pad_token`: a string, or an object with `content`. */
export function namedToken(settings: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = settings[name]
  if (typeof value === 'string') return value
  return isRecord(value) && typeof value.content === 'string' ? value.content : null
}

/** Older files leave the model's type out; merges tell the two apart. */
function withType(tokenizer: unknown): unknown {
  if (!isRecord(tokenizer) || !isRecord(tokenizer.model) || tokenizer.model.type !== undefined) return tokenizer
  const type = Array.isArray(tokenizer.model.vocab) ? 'Unigram' : 'merges' in tokenizer.model ? 'BPE' : 'WordPiece'
  return { ...tokenizer, model: { ...tokenizer.model, type } }
}

function* expressionsOf(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Regex' && typeof inner === 'string') yield inner
    else yield* expressionsOf(inner)
  }
}

/**
 * Backtracking takes exponential time where a repeated group can itself be matched in several ways: it holds a
 * repetition or a choice. A back reference, or more than four open repetitions in a row, are as bad. No published
 * tokenizer of the supported families needs any of these, so that all of them are refused unseen.
 */
function mayRunForEver(expression: string): boolean {
  if (expression.length > longestExpression) return true
  const plain = expression.replace(/\\[pP]\{[^}]*\}|\\x\{[^}]*\}/g, 'p')
  if (/(?:^|[^\\])(?:\\\\)*\\(?:[1-9]|k)/.test(plain)) return true
  const bare = plain
    .replace(/\\./gs, 'e')
    .replace(/\[\^?\]?[^\]]*\]/g, 'c')
    .replace(/\(\?(?:[:=!>]|<[=!]|[imsx-]+:?)/g, '(')
  return /(?:[^|()](?:[+*]|\{\d+,\})[?+]?[^|()+*{]*){5,}/.test(bare) || repeatsLoosely(bare)
}

/** Whether a repeated group holds a repetition or a choice; `bare` has neither classes nor escapes. */
function repeatsLoosely(bare: string): boolean {
  const open: boolean[] = []
  for (let at = 0; at < bare.length; at++) {
    if (bare[at] === '(') open.push(false)
    else if (bare[at] === ')') {
      const loose = open.pop() ?? false
      if (loose && /^(?:[+*]|\{)/.test(bare.slice(at + 1))) return true
      if (loose && open.length > 0) open[open.length - 1] = true
    } else if (/[+*|{]/.test(bare[at] ?? '') && open.length > 0) open[open.length - 1] = true
  }
  return false
}

function misfit(issue: v.BaseIssue<unknown>): ThawError {
  const path = v.getDotPath(issue)?.slice(0, 80) ?? ''
  if (path === 'model.type') {
    const type = String(JSON.stringify(issue.input)?.slice(0, 40))
    return new ThawError('model-unsupported', 'tokenizerTypeUnknown', { type })
  }
  const field = path === '' ? null : path
  return new ThawError('model-unsupported', 'tokenizerFieldInvalid', { field, detail: issue.message.slice(0, 120) })
}
