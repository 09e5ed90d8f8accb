/** Modelfile, by which Ollama takes a GGUF file in: its template, what ends an answer, and how words are chosen. */
import type { GoTemplate } from './goTemplate.ts'

export interface ModelfileParts {
  /** The file beside it. */
  readonly model: string
  /** Null for a model that continues texts. */
  readonly template: GoTemplate | null
  /** Texts of the marks that end an answer. */
  readonly stops: readonly string[]
}

export function modelfile({ model, template, stops }: ModelfileParts): string {
  const lines = [
    '# For Ollama: ollama create my-model -f Modelfile',
    `FROM ./${model}`,
    '',
    ...templateLines(template),
    ...stops.map((stop) => `PARAMETER stop ${stop.includes('\n') ? tripled(stop) : `"${stop}"`}`),
    // As Evaluate asks for answers; a text that is continued by it alone goes round in circles.
    '# 0 takes the likeliest word each time; more varies.',
    `PARAMETER temperature ${template ? 0 : 0.8}`,
  ]
  return `${lines.join('\n')}\n`
}

function templateLines(template: GoTemplate | null): string[] {
  if (!template) return ['TEMPLATE """{{ .Prompt }}"""', '']
  const { title, text, system } = template
  const unknown = [
    '# This model’s own chat template (in the GGUF file) has no known counterpart here, so the plain one stands below.',
    '# Answers will differ from those in Thaw until you write it in Ollama’s form: https://docs.ollama.com/modelfile',
  ]
  return [
    ...(title === null ? unknown : [`# Its turns as ${title} writes them.`]),
    `TEMPLATE ${tripled(text)}`,
    ...(system === null ? [] : [`SYSTEM ${tripled(system)}`]),
    '',
  ]
}

/** A Modelfile knows no escapes (its quotes end where a line does): three within, of as many as stand there, are parted by a sign that nobody sees. */
function tripled(text: string): string {
  return `"""${text.replaceAll(/""(?=")/g, '""\u200b')}"""`
}
