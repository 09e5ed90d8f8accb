/**
 * Writes `third-party-notices.txt` into the built site: every package whose code, styles, fonts or WebAssembly is in it,
 * with its version, licence and the licence's text. Vite's own `build.license` sees the page's scripts alone; here most
 * packages are in the engine's worker, which is a bundle of its own, and one is a style sheet with a font.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin, Rollup } from 'vite'

export const noticesFile = 'third-party-notices.txt'

/** Two plugins that share what they see: one for the page, one for each worker. Vite bundles workers before the page. */
export function thirdPartyNotices(): { readonly page: Plugin; readonly worker: Plugin } {
  const bundled: Bundled = new Map()
  return {
    page: {
      name: 'third-party-notices',
      apply: 'build',
      generateBundle(_, bundle) {
        collect(bundled, [...modulesOf(bundle), ...stylesAmong(this.getModuleIds())])
        this.emitFile({ type: 'asset', fileName: noticesFile, source: noticesText('site', packagesOf(bundled)) })
      },
    },
    worker: {
      name: 'third-party-notices-of-worker',
      apply: 'build',
      generateBundle: (_, bundle) => collect(bundled, modulesOf(bundle)),
    },
  }
}

/** The same of what is built by itself, and is given away without the site. */
export function noticesOf(what: Whole): { readonly plugin: Plugin; readonly text: () => string } {
  const bundled: Bundled = new Map()
  return {
    plugin: {
      name: 'third-party-notices-of-part',
      apply: 'build',
      generateBundle: (_, bundle) => collect(bundled, modulesOf(bundle)),
    },
    text: () => noticesText(what, packagesOf(bundled)),
  }
}

/** The packages that a notices file names, as "name version". */
export function namedPackages(notices: string): readonly string[] {
  return [...notices.matchAll(/^(\S+ \d+\.\d+\.\d+\S*) \(.+\)$/gm)].map(([, named = '']) => named)
}

/** By the folder of a package: its files that are in the site. */
type Bundled = Map<string, Set<string>>

interface Package {
  readonly name: string
  readonly version: string
  /** As the package states it: an SPDX expression. */
  readonly licence: string
  readonly text: string
}

function modulesOf(bundle: Rollup.OutputBundle): readonly string[] {
  return Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
}

/** A style sheet's script is empty, so that no chunk holds it; its fonts come with it. */
function stylesAmong(ids: Iterable<string>): readonly string[] {
  return [...ids].filter((id) => /\.css($|\?)/.test(id))
}

/** Passes over the project's own modules, and those that the bundler makes up. */
function collect(bundled: Bundled, ids: readonly string[]): void {
  for (const id of ids) {
    const path = id.replace(/\?.*$/, '')
    const [, folder] = /^(?!\0)(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? []
    if (folder !== undefined) bundled.set(folder, (bundled.get(folder) ?? new Set()).add(path))
  }
}

/** @throws Error that names a package without a licence or its text: a site without them may not be given away. */
function packagesOf(bundled: Bundled): readonly Package[] {
  const apache = [...bundled.keys()].map((folder) => apacheTerms(licenceFile(folder) ?? '')).find((each) => each !== '')
  return [...bundled]
    .map(([folder, files]) => {
      const { main, ...named } = manifestOf(folder)
      const text = licenceFile(folder) ?? noticeInSource([join(folder, main), ...files], apache ?? '')
      if (text === null)
        throw new Error(`Expected a licence text in "${named.name}" (${named.licence}), found none in its files.`)
      return { ...named, text }
    })
    .toSorted((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1))
}

function manifestOf(folder: string) {
  const manifest: Record<string, unknown> = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const { name, version, license: licence, main = 'index.js' } = manifest
  if (typeof licence !== 'string' || licence === '')
    throw new Error(`Expected a licence in ${folder}/package.json, received ${JSON.stringify(licence ?? null)}.`)
  return { name: String(name), version: String(version), licence, main: String(main) }
}

function licenceFile(folder: string): string | null {
  const name = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each))
  return name === undefined ? null : readFileSync(join(folder, name), 'utf8').trim()
}

/** Without whose copyright it is: the same in every package. */
function apacheTerms(text: string): string {
  return /Apache License\s+Version 2\.0[\s\S]*END OF TERMS AND CONDITIONS/.exec(text)?.[0] ?? ''
}

/**
 * For packages that ship no licence file: the first comment with a copyright in their sources. It holds the whole licence
 * (seedrandom), or points to Apache's terms (tfjs), which are then put below it.
 */
function noticeInSource(files: readonly string[], apache: string): string | null {
  for (const file of files.filter((each) => existsSync(each))) {
    const comments = readFileSync(file, 'utf8').match(/\/\*[\s\S]*?\*\//g) ?? []
    const notice = comments.find((comment) => /copyright/i.test(comment))
    if (notice === undefined) continue
    const words = notice.replace(/^\/\*+|\*\/$/g, '').replace(/^ \* ?/gm, '')
    if (/permission is hereby granted/i.test(words)) return words.trim()
    if (/Apache License, Version 2\.0/.test(words) && apache !== '') return `${words.trim()}\n\n${apache}`
  }
  return null
}

/** Packages that share a text, word for word, stand together above it. */
function noticesText(what: Whole, packages: readonly Package[]): string {
  const byText = new Map<string, string[]>()
  for (const { name, version, licence, text } of packages)
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${licence})`])
  const parts = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}`)
  const own = what === 'page' ? [`Thaw (MIT)\n\n${readFileSync('LICENSE', 'utf8').trim()}`] : []
  return `${[headings[what], ...own, ...parts].join(`\n\n${divider}\n\n`)}\n`
}

/** No licence has such a line, though some have hyphens or equals signs. */
const divider = '~'.repeat(80)

const title = 'Third-party notices'
const rest = 'also contains the packages below, each under its own licence.'

const headings = {
  site: `${title}\n\nThaw's own code, models and samples are under the MIT licence. This site ${rest}`,
  page: `${title}\n\nThis page was made with Thaw, whose own code in it is under the MIT licence, and ${rest}\nThe model in it stands under what its card says of it.`,
  package: `${title}\n\nThe package's own code is under the MIT licence. It ${rest}`,
}

type Whole = keyof typeof headings
