import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface Case {
  readonly name: string
  readonly path: string
}

/** What a person would drop: each file of the folder, and each file and folder of its folders, by name. */
export async function casesIn(folder: string): Promise<readonly Case[]> {
  const found: Case[] = []
  for (const name of await sorted(folder)) {
    const path = join(folder, name)
    if (!(await stat(path)).isDirectory()) found.push({ name, path })
    else for (const inner of await sorted(path)) found.push({ name: `${name}/${inner}`, path: join(path, inner) })
  }
  return found
}

async function sorted(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort()
}
