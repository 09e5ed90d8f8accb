/**
 * How a model's conversations are written out: the template that was published with it (Jinja, as transformers renders
 * it), or a plain one of the studio's own. A template is a program by somebody else: it may throw, and it may not run on.
 */
import type { Template } from '@huggingface/jinja'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { TextTokenizer } from '../tokenizer.ts'
import { mostRounds, roundCounter, roundName, withRounds } from './roundCounter.ts'
import { stripping, withStripping } from './stripLetters.ts'

export interface ChatMessage {
  readonly role: string
  readonly content: string
}

export interface ChatTemplate {
  /** Where it comes from. */
  readonly kind: 'own' | 'plain'
  /** As it is published, to be given away again. */
  readonly source: string
  /**
   * @param asking ends with what the assistant begins its turn by.
   * @throws ThawError `data-unsupported` with the template's own words where it refuses the conversation.
   */
  render(messages: readonly ChatMessage[], options?: RenderOptions): string
}

export interface RenderOptions {
  readonly asking?: boolean
  /** Descriptions of tools, for templates that list them. */
  readonly tools?: readonly unknown[]
}

/** Tokens that templates name, as text: `bos_token`, `eos_token` and others. */
export type NamedTokens = Readonly<Record<string, string>>

/**
 * A turn a line, under a name; an answer ends with the mark that ends a text, and the marks that begin every text of the
 * network stand before all.
 */
export function plainSource({ before, decode }: Pick<TextTokenizer, 'before' | 'decode'>): string {
  const marks = before.length === 0 ? '' : `{{ ${JSON.stringify(decode(before, { special: true }))} }}`
  return marks + lines
}

const lines = `{%- for message in messages -%}
{%- if message.role == 'assistant' -%}
{{ 'Assistant: ' + message.content | trim + eos_token + '\\n' }}
{%- else -%}
{{ message.role | capitalize + ': ' + message.content | trim + '\\n' }}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{ 'Assistant:' }}
{%- endif -%}
`

/** @throws ThawError `model-unsupported` where the source is no template. */
export async function openTemplate(
  { kind, source }: Pick<ChatTemplate, 'kind' | 'source'>,
  tokens: NamedTokens,
): Promise<ChatTemplate> {
  const jinja = await import('@huggingface/jinja')
  let template: Template
  try {
    template = new jinja.Template(source)
    withStripping(template.parsed)
    withRounds(template.parsed)
  } catch (cause) {
    throw new ThawError('model-unsupported', 'templateUnreadable', { detail: wordsOf(cause) }, { cause })
  }
  return {
    kind,
    source,
    render(messages, { asking = false, tools } = {}) {
      try {
        const names = new jinja.Environment()
        const given = { ...tokens, messages, ...(tools && { tools }), add_generation_prompt: asking }
        for (const [name, value] of Object.entries({ ...globals(messages.length), ...given })) names.set(name, value)
        return new jinja.Interpreter(names).run(template.parsed).value as string
      } catch (cause) {
        if (cause instanceof ThawError) throw cause
        throw new ThawError('data-unsupported', 'templateRefuses', { detail: wordsOf(cause) }, { cause })
      }
    },
  }
}

/** What every template may name, as the library has it but for loops that count and the day. */
function globals(messages: number): Readonly<Record<string, unknown>> {
  const raise = (words: string) => {
    throw new Error(words)
  }
  const count = roundCounter(mostRounds(messages))
  return {
    ...{ true: true, True: true, false: false, False: false, none: null, None: null },
    ...{ raise_exception: raise, range: countedRange(count), strftime_now: fixedDay },
    [roundName]: () => count(1),
    ...stripping,
  }
}

/** A range is counted before it is made: it may be longer than memory. */
function countedRange(count: (rounds: number) => void): (start: number, stop?: number, step?: number) => number[] {
  return (start, stop, step = 1) => {
    const [from, to] = stop === undefined ? [0, start] : [start, stop]
    const rounds = Math.max(0, Math.ceil((to - from) / step))
    count(rounds)
    return Array.from({ length: rounds }, (_, round) => from + round * step)
  }
}

const day = { '%Y': '2024', '%m': '07', '%d': '26', '%b': 'Jul', '%B': 'July', '%y': '24' } as const

/**
 * Llama's template tells the model what day it is. A run is the same on every day, so it is told the one that the
 * template itself takes where no clock is at hand.
 */
function fixedDay(format: string): string {
  return format.replace(/%[YmdbBy]/g, (part) => day[part as keyof typeof day])
}

function wordsOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 200)
}
