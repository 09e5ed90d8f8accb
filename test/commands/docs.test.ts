/** The pages for people: links lead somewhere, and tables keep up with what the code knows. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import packageFile from '../../package.json' with { type: 'json' }
import { limits } from '../../src/engine/data/limits.ts'
import { methodCards } from '../../src/methods/cards.ts'
import { type FormatCard, formats } from '../../src/shared/catalog/formats.ts'
import { refusedFormats } from '../../src/shared/catalog/refusedFormats.ts'
import { samples } from '../../src/shared/catalog/sample.ts'
import { taskCards } from '../../src/tasks/cards.ts'

const guides = readdirSync('docs').map((name) => join('docs', name))
const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...guides,
  ...['src/tasks', 'src/methods', 'src/engine/models', 'src/engine/data/readers', 'src/engine/export'].map((folder) =>
    join(folder, 'README.md'),
  ),
]

const textOf = (page: string) => readFileSync(page, 'utf8')

test.each(pages)('%s: every relative link leads to a file, and its anchor to a heading', (page) => {
  const targets = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  const relative = targets.filter((target) => !/^https?:/.test(target))
  const broken = relative.filter((target) => {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : join(dirname(page), path)
    return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor))
  })
  expect(broken).toEqual([])
})

test('the README leads to every guide, and stays short', () => {
  const readme = textOf('README.md')
  expect(
    [...guides, 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'].filter((page) => !readme.includes(`](${page}`)),
  ).toEqual([])
  expect(readme.split(/\s+/).length).toBeLessThan(600)
})

test('the guides name every task, method and sample', () => {
  const guide = textOf('docs/user-guide.md')
  expect(taskCards.filter(({ title }) => !guide.includes(`| ${title} |`))).toEqual([])
  const methods = textOf('docs/methods.md')
  expect(methodCards.filter(({ title, id }) => !methods.includes(`| ${title} | \`${id}\` |`))).toEqual([])
  expect(guide).toContain(methodCards.map(({ id }) => `\`${id}\``).join(', '))
  expect(textOf('public/samples/README.md').match(/\w+\.(?:zip|csv|txt|jsonl)`/g)?.length).toBeGreaterThanOrEqual(
    samples.length,
  )
})

test('the formats on the page are those that are read, with their extensions and limits', () => {
  const page = textOf('docs/data-formats.md')
  const lines = page.split('\n')
  const isShown = ({ title, extensions, mostBytes }: FormatCard) => {
    const begin = `| ${title} | ${extensions.map((each) => `\`.${each}\``).join(' ')} |`
    return lines.some((line) => line.startsWith(begin) && line.includes(`| ${sizeWords(mostBytes)}`))
  }
  expect(Object.values<FormatCard>(formats).filter((format) => !isShown(format))).toEqual([])
  const shown = ['an archive inside the data', 'other archives', 'video']
  const refused = refusedFormats.map(({ title }) => title).filter((title) => !shown.includes(title))
  expect(refused.filter((title) => !page.includes(title))).toEqual([])
})

test('the limits on the page are those that hold', () => {
  const page = textOf('docs/data-formats.md')
  const { files, archiveEntries, folderLevels, classes, rows, columns, textLength, side, pixels, tableBytes } = limits
  const counts = [files, archiveEntries, folderLevels, classes, rows, columns, textLength, side]
  expect(counts.filter((count) => !page.includes(count.toLocaleString('en')))).toEqual([])
  expect(page).toContain(`${pixels / 1e6} megapixels`)
  expect(page).toContain(`| ${sizeWords(tableBytes)} |`)
  expect(page).toContain(`| ${sizeWords(limits.unpackedBytes)}, and ${limits.unpackRatio} times`)
})

test('the version of Node for developers is one that the package takes', () => {
  const major = Number(textOf('.nvmrc').trim())
  expect(packageFile.engines.node).toMatch(new RegExp(`(\\^|>=)${major}\\.`))
})

/** As hosts of repositories make them: lower case, without punctuation, hyphens for spaces. */
function anchorsOf(file: string): readonly string[] {
  return [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )
}

/** "256 MB", as the page says it. */
function sizeWords(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${bytes / 1024 ** 3} GB` : `${bytes / 1024 ** 2} MB`
}
