/** Templates for Ollama, held to what Go's text/template makes of them (test/reference/makeGoTemplates.ts). */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { goTemplate } from '../../../../src/engine/export/gguf/goTemplate.ts'
import { modelfile } from '../../../../src/engine/export/gguf/modelfile.ts'
import { openTemplate } from '../../../../src/engine/inputs/chat/chatTemplate.ts'
import { chatForm, chatForms, endMark, talks } from '../../../support/chatForms.ts'

interface Rendered {
  readonly name: string
  readonly title: string | null
  readonly template: string
  readonly system: string | null
  readonly texts: readonly string[]
}

const rendered: readonly Rendered[] = JSON.parse(
  await readFile('test/fixtures/reference/gguf/goTemplates.json', 'utf8'),
)

test('every form is there', () => {
  expect(rendered.map(({ name, title }) => [name, title])).toEqual([
    ['smollm2', 'ChatML'],
    ['qwen3', 'ChatML'],
    ['gemma', 'Gemma'],
    ['llama 3', 'Llama 3'],
    ['llama 3.2', 'Llama 3'],
    ['chatml without a system', 'ChatML'],
    ['plain', 'plain'],
    ['plain after a mark', 'plain'],
    ['unknown', null],
  ])
  expect(rendered.map(({ name }) => name)).toEqual(chatForms)
})

describe.each(rendered)('the template of $name', ({ name, title, template, system, texts }) => {
  test('is written as Go read it', async () => {
    expect(goTemplate(await chatForm(name), endMark)).toEqual({ title, text: template, system })
  })

  test.runIf(title)('makes of a talk what the model’s own template makes', async () => {
    const own = await chatForm(name)
    let heard = 0
    for (const [at, talk] of talks.entries()) {
      const turns = talk.Messages.map(({ Role, Content }) => ({ role: Role, content: Content }))
      try {
        const whole = own.render(turns, { asking: true })
        expect(texts[at]).toBe(whole.replace(/^<s>/, ''))
        heard++
      } catch (error) {
        // Ollama then leaves a system's words out.
        expect(String(error)).toContain('No system here.')
        expect(texts[at]).not.toContain(talk.System)
      }
    }
    expect(heard).toBeGreaterThanOrEqual(2)
  })
})

test('a brace before a system’s words opens nothing in Go', async () => {
  const source = `{%- if messages[0]['role'] != 'system' -%}{{ '<|im_start|>system\\n{{{<|im_end|>\\n' }}{%- endif -%}
{%- for message in messages -%}
{{ '<|im_start|>' + message['role'] + '\\n' + ('{{{' if message['role'] == 'system' else '') + message['content'] + '<|im_end|>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}`
  const { title, text } = goTemplate(await openTemplate({ kind: 'own', source }, {}), endMark)
  expect(title).toBe('ChatML')
  expect(text).toContain('<|im_start|>system\n{{ "{{" }}{{ "{" }}{{ .System }}<|im_end|>\n')
})

describe('a Modelfile', () => {
  const parts = { model: 'model-q8_0.gguf', stops: ['<|im_end|>', 'a "b"'] }

  test('has the template, the words for the system, what ends an answer, and says how they are chosen', () => {
    const text = modelfile({
      ...parts,
      template: { title: 'ChatML', text: 'A {{ .System }}', system: 'Be """kind""".' },
    })
    expect(text.split('\n')).toEqual([
      '# For Ollama: ollama create my-model -f Modelfile',
      'FROM ./model-q8_0.gguf',
      '',
      '# Its turns as ChatML writes them.',
      'TEMPLATE """A {{ .System }}"""',
      'SYSTEM """Be ""\u200b"kind""\u200b"."""',
      '',
      'PARAMETER stop "<|im_end|>"',
      'PARAMETER stop "a "b""',
      '# 0 takes the likeliest word each time; more varies.',
      'PARAMETER temperature 0',
      '',
    ])
  })

  test.each([3, 4, 5, 6, 7, 8])('ends no text at %i quotes in it', (count) => {
    const quotes = '"'.repeat(count)
    const text = modelfile({
      model: 'model.gguf',
      template: { title: 'ChatML', text: `a ${quotes}\nb`, system: `${quotes}\n${quotes}` },
      stops: [`${quotes}\n`],
    })
    // Its reader ends a text at three quotes, and begins it at three.
    expect(text.split('"""').length - 1).toBe(3 * 2)
    expect(text.replaceAll('\u200b', '')).toContain(`SYSTEM """${quotes}\n${quotes}"""`)
  })

  test('has an end of an answer that is two lines', () => {
    expect(modelfile({ ...parts, template: null, stops: ['\n\nUser:'] })).toContain('PARAMETER stop """\n\nUser:"""\n')
  })

  test('says where the template is not the model’s own, and gives a continued text no turns', () => {
    const unknown = modelfile({ ...parts, template: { title: null, text: 'x', system: null } })
    expect(unknown).toContain('has no known counterpart here, so the plain one stands below.')
    const continued = modelfile({ ...parts, template: null })
    expect(continued).toContain('TEMPLATE """{{ .Prompt }}"""')
    expect(continued).toContain('PARAMETER temperature 0.8')
  })
})
