/** Lines of code in a README, run as they stand. */

/** The code under a heading. */
export function snippetIn(readme: string, heading: string): string {
  const [, after = ''] = readme.split(`## ${heading}\n`)
  const code = /```\w+\n(.*?)```/s.exec(after)?.[1]
  if (code === undefined) throw new Error(`The README has no code under "${heading}".`)
  return code
}

/** What the lines print, where `import { … } from '…'` takes from a library that is here already. */
export async function printed(library: object, code: string): Promise<readonly unknown[]> {
  const told: unknown[] = []
  const body = code.replaceAll(/^import (\{.*\}) from .*$/gm, 'const $1 = library')
  const AsyncFunction = (async () => {}).constructor as new (
    ...words: string[]
  ) => (...given: unknown[]) => Promise<void>
  await new AsyncFunction('library', 'console', body)(library, { log: (...values: unknown[]) => told.push(...values) })
  return told
}
