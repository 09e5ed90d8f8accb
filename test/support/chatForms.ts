/** Chat templates of every form that Ollama's template is known for, and one of none. */
import { readFile } from 'node:fs/promises'
import { type ChatTemplate, openTemplate, plainSource } from '../../src/engine/inputs/chat/chatTemplate.ts'

const gemmaLike = `{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
{%- set first = messages[0]['content'] + '\\n\\n' -%}{%- set turns = messages[1:] -%}
{%- else -%}{%- set first = '' -%}{%- set turns = messages -%}{%- endif -%}
{%- for message in turns -%}
{%- if message['role'] == 'assistant' -%}{%- set role = 'model' -%}{%- else -%}{%- set role = message['role'] -%}{%- endif -%}
{{ '<start_of_turn>' + role + '\\n' + (first if loop.first else '') + message['content'] | trim + '<end_of_turn>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<start_of_turn>model\\n' }}{%- endif -%}`

/** @param day written before every system's words, as Llama 3.2 does; empty, as Llama 3. */
const llamaLike = (day: string) => `{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
{%- set told = messages[0]['content'] | trim -%}{%- set turns = messages[1:] -%}
{%- else -%}{%- set told = '' -%}{%- set turns = messages -%}{%- endif -%}
{%- if told or ${day === '' ? 'false' : 'true'} -%}
{{ '<|start_header_id|>system<|end_header_id|>\\n\\n${day}' + told + '<|eot_id|>' }}
{%- endif -%}
{%- for message in turns -%}
{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif -%}`

/** It refuses a system's words. */
const deaf = `{%- for message in messages -%}
{%- if message['role'] == 'system' -%}{{ raise_exception('No system here.') }}{%- endif -%}
{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}`

const unknown = `{%- for message in messages -%}{{ '[' + message['role'] + '] ' + message['content'] + ' [/]' }}{%- endfor -%}
{%- if add_generation_prompt -%}{{ '[assistant] ' }}{%- endif -%}`

async function published(name: string): Promise<string> {
  return JSON.parse(await readFile(`test/fixtures/reference/chat/${name}/tokenizer_config.json`, 'utf8')).chat_template
}

const sources: Readonly<Record<string, () => string | Promise<string>>> = {
  smollm2: () => published('smollm2'),
  qwen3: () => published('qwen3'),
  gemma: () => gemmaLike,
  'llama 3': () => llamaLike(''),
  'llama 3.2': () => llamaLike('Today: 26 Jul 2024\\n\\n'),
  'chatml without a system': () => deaf,
  plain: () => plainSource({ before: [], decode: () => '' }),
  'plain after a mark': () => plainSource({ before: [1], decode: () => '<s>' }),
  unknown: () => unknown,
}

export const chatForms = Object.keys(sources)

/** The mark that ends what a model writes. */
export const endMark = '</s>'

export async function chatForm(name: string): Promise<ChatTemplate> {
  const source = (await sources[name]?.()) ?? ''
  return openTemplate({ kind: 'own', source }, { bos_token: '<s>', eos_token: endMark })
}

/** What Ollama hands to a template. */
export interface OllamaTalk {
  readonly System: string
  readonly Messages: readonly { readonly Role: string; readonly Content: string }[]
}

const turn = (Role: string, Content: string) => ({ Role, Content })

export const talks: readonly OllamaTalk[] = [
  { System: '', Messages: [turn('user', 'What is {{ 1 }}?')] },
  {
    System: '',
    Messages: [turn('user', 'Hello'), turn('assistant', 'Hi, “you” 🙂'), turn('user', 'Two\nlines')],
  },
  { System: 'Be brief.', Messages: [turn('system', 'Be brief.'), turn('user', 'Why?')] },
  {
    System: 'Be kind.',
    Messages: [turn('system', 'Be kind.'), turn('user', 'a'), turn('assistant', 'b'), turn('user', 'c')],
  },
]
