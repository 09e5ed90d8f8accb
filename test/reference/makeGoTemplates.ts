/**
 * What Go's own text/template makes of the templates that go into a Modelfile; needs Go.
 *
 *     node src/commands/run.mjs ../../test/reference/makeGoTemplates
 *
 * Writes test/fixtures/reference/gguf/goTemplates.json.
 */
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { goTemplate } from '../../src/engine/export/gguf/goTemplate.ts'
import { chatForm, chatForms, endMark, talks } from '../support/chatForms.ts'

export async function main(): Promise<number> {
  const made: ({ name: string } & ReturnType<typeof goTemplate>)[] = []
  for (const name of chatForms) made.push({ name, ...goTemplate(await chatForm(name), endMark) })
  const asked = made.flatMap(({ text, system }) =>
    talks.map((talk) => ({ template: text, talk: { ...talk, System: talk.System || (system ?? '') } })),
  )
  const go = ['run', 'test/reference/renderTemplates.go']
  const texts = JSON.parse(execFileSync('go', go, { input: JSON.stringify(asked), encoding: 'utf8' })) as string[]
  const rendered = made.map(({ name, title, text, system }, at) => ({
    ...{ name, title, template: text, system },
    texts: texts.slice(at * talks.length, (at + 1) * talks.length),
  }))
  await writeFile('test/fixtures/reference/gguf/goTemplates.json', `${JSON.stringify(rendered, null, 1)}\n`)
  console.log(execFileSync('go', ['version'], { encoding: 'utf8' }).trim())
  return 0
}
