/**
 * A chat template as Ollama reads it (Go's `text/template`). The published ones are programs in Jinja, which nobody turns
 * into Go; but most models write conversations in one of a few forms, and which one is told by what the template makes of
 * a conversation. Reference: Ollama `docs/template.md`.
 */
import type { ChatTemplate } from '../../inputs/chat/chatTemplate.ts'

/** A way to write conversations: what stands before and after each turn. */
interface Form {
  readonly title: string
  readonly user: Turn
  readonly assistant: Turn
  /** Null where what a system says stands before the person's first words. */
  readonly system: Turn | null
  /** What an answer begins with where it is asked for; absent, as in a turn. */
  readonly asking?: string
}

type Turn = readonly [before: string, after: string]

export interface GoTemplate {
  /** Of the form that the template was known by; null where it was not known, and the plain one stands for it. */
  readonly title: string | null
  readonly text: string
  /** What the template itself puts in where a conversation says nothing to the system. */
  readonly system: string | null
}

/** @param end the text of the mark that ends what the model writes. */
export function goTemplate(template: ChatTemplate, end: string): GoTemplate {
  const plain = plainForm(end)
  for (const form of [chatMl, llama3, gemma, plain]) {
    const found = inForm(template, form)
    if (found) return { title: form.title, ...found }
  }
  return { title: null, text: written(plain, ''), system: null }
}

const chatMl: Form = {
  title: 'ChatML',
  ...{ user: tagged('user'), assistant: tagged('assistant'), system: tagged('system') },
}

function tagged(role: string): Turn {
  return [`<|im_start|>${role}\n`, '<|im_end|>\n']
}

const llama3: Form = {
  title: 'Llama 3',
  ...{ user: headed('user'), assistant: headed('assistant'), system: headed('system') },
}

function headed(role: string): Turn {
  return [`<|start_header_id|>${role}<|end_header_id|>\n\n`, '<|eot_id|>']
}

const gemma: Form = {
  title: 'Gemma',
  user: ['<start_of_turn>user\n', '<end_of_turn>\n'],
  assistant: ['<start_of_turn>model\n', '<end_of_turn>\n'],
  system: null,
}

/** The studio's own, for models without a template. */
function plainForm(end: string): Form {
  return {
    title: 'plain',
    user: ['User: ', '\n'],
    assistant: ['Assistant: ', `${end}\n`],
    system: ['System: ', '\n'],
    asking: 'Assistant:',
  }
}

/** Words that stand nowhere in a template. */
const probes = { system: 'Zyx one', user: 'Zyx two', assistant: 'Zyx three', again: 'Zyx four' } as const

/** Null where the template writes otherwise. */
function inForm(template: ChatTemplate, form: Form): Pick<GoTemplate, 'text' | 'system'> | null {
  const { user, assistant, system } = form
  const talk = turn(user, probes.user) + turn(assistant, probes.assistant) + turn(user, probes.again) + askingOf(form)
  const bare = rendered(template, [
    ['user', probes.user],
    ['assistant', probes.assistant],
    ['user', probes.again],
  ])
  if (bare === null || !bare.endsWith(talk)) return null
  const head = bare.slice(0, bare.length - talk.length)
  const told = rendered(template, [
    ['system', probes.system],
    ['user', probes.user],
  ])
  const asked = turn(user, probes.user) + askingOf(form)
  // Marks that begin every text are set by the runtime.
  const begin = beginOf(head, system)
  const inner = begin === null ? null : between(head.slice(begin.length), system)
  if (begin === null || (inner === null && head.length > begin.length)) return null
  if (!system) {
    const joined = begin + turn(user, `${probes.system}\n\n${probes.user}`) + askingOf(form)
    return told === null || told === joined ? { text: written(form, ''), system: null } : null
  }
  if (told === null) return { text: written({ ...form, system: null }, null), system: inner }
  if (!told.startsWith(begin) || !told.endsWith(asked)) return null
  const said = between(told.slice(begin.length, told.length - asked.length), system)
  if (said === null || !said.endsWith(probes.system)) return null
  const before = said.slice(0, said.length - probes.system.length)
  // Words that stand before every system's own are written by the template.
  const own = inner?.startsWith(before) ? inner.slice(before.length) : inner
  return before !== '' && !inner?.startsWith(before)
    ? null
    : { text: written(form, before, before !== '' && own === ''), system: own || null }
}

/** The mark before the first turn: none, or one token. */
function beginOf(head: string, system: Turn | null): string | null {
  const at = system ? head.indexOf(system[0]) : -1
  const begin = at < 0 ? head : head.slice(0, at)
  return begin === '' || /^<[^<>\s]+>$/.test(begin) ? begin : null
}

/** What stands in a system's turn that is all of the text; null where it is no such turn. */
function between(text: string, system: Turn | null): string | null {
  if (!system || text === '') return null
  const [before, after] = system
  const whole = text.startsWith(before) && text.endsWith(after) && text.length >= before.length + after.length
  return whole ? text.slice(before.length, text.length - after.length) : null
}

function rendered(template: ChatTemplate, turns: readonly (readonly [role: string, content: string])[]): string | null {
  try {
    return template.render(
      turns.map(([role, content]) => ({ role, content })),
      { asking: true },
    )
  } catch {
    return null // It takes no such conversation.
  }
}

function turn([before, after]: Turn, words: string): string {
  return before + words + after
}

function askingOf({ asking, assistant: [before] }: Form): string {
  return asking ?? before
}

/**
 * In Go, without a space of its own: each of the form's signs is where the model learned it.
 * @param inner words before a system's own; null where no system is heard.
 * @param always whether its turn stands there without words of its own, too.
 */
function written(form: Form, inner: string | null, always = false): string {
  const { user, assistant, system } = form
  const said = (given: Turn) => `${literal(given[0])}{{ .Content }}${literal(given[1])}`
  const turns = (first: string) =>
    `{{ range .Messages }}{{ if eq .Role "user" }}${first}` +
    `{{ else if eq .Role "assistant" }}${said(assistant)}{{ end }}{{ end }}${literal(askingOf(form))}`
  if (inner === null) return turns(said(user))
  if (!system) {
    const heard = '{{ if $system }}{{ $system }}\n\n{{ $system = "" }}{{ end }}'
    return `{{ $system := .System }}${turns(`${literal(user[0])}${heard}{{ .Content }}${literal(user[1])}`)}`
  }
  const own = `${literal(system[0] + inner)}{{ .System }}${literal(system[1])}`
  return (always ? own : `{{ if .System }}${own}{{ end }}`) + turns(said(user))
}

/** As Go's template writes it out again: a brace at the end would open what follows. */
function literal(text: string): string {
  return text.replaceAll(/\{\{|\{$/g, (braces) => `{{ "${braces}" }}`)
}
