// The site's third-party notices against what its source maps say is in it: maps are made by the bundler, notices by us.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { namedPackages, noticesFile } from '../../src/commands/thirdPartyNotices.ts'

let folder = ''
let notices = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-notices-'))
  const words = ['build', '--sourcemap', '--logLevel', 'error', '--outDir', folder, '--emptyOutDir']
  const env = { ...process.env, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, ['node_modules/vite/bin/vite.js', ...words], { env })
  notices = await readFile(join(folder, noticesFile), 'utf8')
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('every package whose code is in the page or a worker is named, in its version, and no other script is', async () => {
  const inside = await packagesInMaps()
  expect(inside.size).toBeGreaterThan(30)
  expect(inside).toContain('node_modules/react')
  expect(inside).toContain('node_modules/@tensorflow/tfjs-backend-wasm')
  expect(inside).toContain('node_modules/workbox-precaching')
  const named = namedPackages(notices)
  const expected = await Promise.all([...inside].map(nameAndVersion))
  expect(expected.filter((each) => !named.includes(each))).toEqual([])
  // A style sheet has no script in the maps; the font comes with it.
  const font = await nameAndVersion('node_modules/@fontsource-variable/inter')
  expect(named.filter((each) => !expected.includes(each))).toEqual([font])
})

test('each package has the text of its licence', () => {
  const sections = notices.split(/\n~{80}\n/).slice(1)
  expect(sections.flatMap(namedPackages)).toEqual(namedPackages(notices))
  expect(sections.filter((text) => !/permission|redistribution|license/i.test(text) || text.length < 600)).toEqual([])
  const tfjs = sections.find((text) => text.includes('@tensorflow/tfjs-core'))
  expect(tfjs).toMatch(/Copyright \d{4} Google LLC/)
  expect(tfjs).toContain('END OF TERMS AND CONDITIONS')
  expect(sections.find((text) => text.includes('@fontsource-variable/inter'))).toContain('SIL OPEN FONT LICENSE')
})

test('the studio serves its notices beside the page', async () => {
  const response = await fetch(`${inject('studioUrl')}${noticesFile}`)
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(namedPackages(await response.text())).toEqual(namedPackages(notices))
})

/** Folders of packages that have a source in some map: some lie in another's. */
async function packagesInMaps(): Promise<ReadonlySet<string>> {
  const maps = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.map'))
  const sources = await Promise.all(
    maps.map(async (name): Promise<string[]> => JSON.parse(await readFile(join(folder, name), 'utf8')).sources),
  )
  const folders = sources
    .flat()
    .map((source) => /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/.exec(source)?.[0])
  return new Set(folders.filter((folder) => folder !== undefined))
}

async function nameAndVersion(folder: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  return `${name} ${version}`
}
