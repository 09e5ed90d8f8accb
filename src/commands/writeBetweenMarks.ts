/** Puts a generated text into a Markdown file, between `<!-- NAME -->` and `<!-- /NAME -->`. */
import { readFile, writeFile } from 'node:fs/promises'

/** @throws Error when the marks are not there. */
export async function writeBetweenMarks(file: string, name: string, text: string): Promise<void> {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const before = await readFile(file, 'utf8')
  const [from, to] = [before.indexOf(open), before.indexOf(close)]
  if (from < 0 || to < from) throw new Error(`${file} has no ${open} … ${close} to write between.`)
  await writeFile(file, `${before.slice(0, from + open.length)}\n\n${text}\n\n${before.slice(to)}`)
}
