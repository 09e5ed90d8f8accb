/** Builds the studio if it has to and serves it once for all browser tests; `inject('studioUrl')` gives its address. */
import type { TestProject } from 'vitest/node'
import { ensureBuilt } from '../../src/commands/buildStudio.ts'
import { serveStudio } from '../../src/commands/serve.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    studioUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureBuilt()
  const served = await serveStudio()
  project.provide('studioUrl', served.url)
  return served.close
}
