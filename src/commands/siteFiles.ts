/**
 * What the build writes for hosts and for people who ask what they have before them: the headers for hosts that read
 * them from a file, and the version, which stands in index.html alone, so that no script is another because of it.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { headersName, headersText as textOf } from '../shared/wire/isolation.ts'
import { serviceWorkerFile } from '../shared/wire/serviceWorker.ts'
import { headers } from './headers.ts'

export const versionTag: Plugin = {
  name: 'version-tag',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { name: 'version', content: version() }, injectTo: 'head' as const },
  ],
}

export const headersFile: Plugin = {
  name: 'headers-file',
  apply: 'build',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: headersName, source: headersText() })
  },
}

/** "0.1.0 (a7e35a1)": of package.json and the commit, which `THAW_COMMIT` names where there is no repository. */
function version(environment: NodeJS.ProcessEnv = process.env): string {
  const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'))
  const commit = environment.THAW_COMMIT || commitHere()
  return commit === '' ? version : `${version} (${commit})`
}

/** With "-dirty" where files differ from the commit; empty outside a repository. */
function commitHere(): string {
  try {
    const words = ['describe', '--always', '--dirty', '--abbrev=7', '--exclude=*']
    return execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return ''
  }
}

/** Of the studio, for hosts that read headers from a file. */
export function headersText(): string {
  const { 'Cache-Control': asked, ...others } = headers
  return textOf([
    ['/*', others],
    ...['/', '/index.html', `/${serviceWorkerFile}`].map((path) => [path, { 'Cache-Control': asked }] as const),
    ['/assets/*', { 'Cache-Control': forEver }],
  ])
}

/** For files whose names change with their content. */
export const forEver = 'public, max-age=31536000, immutable'
