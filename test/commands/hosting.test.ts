/** What hosts are given: each says the headers in its own way, and all say the same. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import packageFile from '../../package.json' with { type: 'json' }
import { headers } from '../../src/commands/headers.ts'
import { forEver, headersText } from '../../src/commands/siteFiles.ts'

const { 'Cache-Control': asked, ...others } = headers

test('nginx sends the headers of the studio’s own server, and lets what is named by its content be kept', () => {
  const text = readFileSync('deploy/nginx.conf', 'utf8')
  const sent = [...text.matchAll(/^ {2}add_header (\S+) "?(.*?)"? always;$/gm)].map(([, name, value]) => [name, value])
  expect(Object.fromEntries(sent)).toEqual({ ...others, 'Cache-Control': '$thaw_cache' })
  expect(text).toMatch(
    new RegExp(`map \\$uri \\$thaw_cache \\{\\s+default\\s+"${asked}";\\s+~/assets/\\s+"${forEver}";`),
  )
})

test('the file for Netlify and Cloudflare says them, each once for a path', () => {
  const rules = new Map<string, Record<string, string>>()
  let path = ''
  for (const line of headersText().trimEnd().split('\n')) {
    if (!line.startsWith(' ')) path = line
    else rules.set(path, { ...rules.get(path), ...pairOf(line) })
  }
  expect(rules.get('/*')).toEqual(others)
  expect(rules.get('/service-worker.js')).toEqual({ 'Cache-Control': asked })
  expect(rules.get('/')).toEqual({ 'Cache-Control': asked })
  expect(rules.get('/assets/*')).toEqual({ 'Cache-Control': forEver })
  // Cloudflare reads no longer lines.
  expect(
    Math.max(
      ...headersText()
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThan(2000)
})

test('the image builds with a Node that the package allows, and runs a pinned nginx without root', () => {
  const from = [...readFileSync('Dockerfile', 'utf8').matchAll(/^FROM (\S+):(\d+\.\d+\.\d+)\S*/gm)]
  expect(from.map(([, name]) => name)).toEqual(['node', 'nginxinc/nginx-unprivileged'])
  expect(packageFile.engines.node).toContain(`^${from[0]?.[2]}`)
})

function pairOf(line: string): Record<string, string> {
  const [name = '', ...value] = line.trim().split(': ')
  return { [name]: value.join(': ') }
}
