/** A model card as elements: headings, paragraphs, lists, tables and code are all that cards have. Markup in it is text. */
import { element } from './element.ts'

export function markdownElements(text: string): readonly HTMLElement[] {
  const lines = withoutFrontMatter(text.split(/\r?\n/))
  const made: HTMLElement[] = []
  for (let at = 0; at < lines.length; ) {
    const block = blockAt(lines, at)
    if (block.made) made.push(block.made)
    at = block.next
  }
  return made
}

interface Block {
  readonly made: HTMLElement | null
  /** The line after it. */
  readonly next: number
}

function withoutFrontMatter(lines: readonly string[]): readonly string[] {
  const end = lines[0] === '---' ? lines.indexOf('---', 1) : -1
  return end < 0 ? lines : lines.slice(end + 1)
}

const heading = /^(#{1,6})\s+(.*)$/
const item = /^\s*[-*]\s+(.*)$/
const fence = /^(`{3,})/

function blockAt(lines: readonly string[], at: number): Block {
  const line = lines[at] ?? ''
  const [, marks = '', title = ''] = heading.exec(line) ?? []
  if (marks) return { made: element(marks.length > 1 ? 'h4' : 'h3', {}, ...inline(title)), next: at + 1 }
  const [, ticks] = fence.exec(line) ?? []
  if (ticks) return codeBlock(lines, at, ticks)
  if (item.test(line)) return taken(lines, at, item, (all) => element('ul', {}, ...all.map(listItem)))
  if (line.startsWith('|')) return taken(lines, at, /^\|/, table)
  if (line.trim() === '') return { made: null, next: at + 1 }
  const plain = /^(?!#|\||\s*[-*]\s|`{3}|\s*$)/
  return taken(lines, at, plain, (all) => element('p', {}, ...inline(all.join(' '))))
}

function taken(
  lines: readonly string[],
  at: number,
  kind: RegExp,
  make: (lines: readonly string[]) => HTMLElement,
): Block {
  let next = at + 1
  while (next < lines.length && kind.test(lines[next] ?? '')) next++
  return { made: make(lines.slice(at, next)), next }
}

function codeBlock(lines: readonly string[], at: number, ticks: string): Block {
  const end = lines.indexOf(ticks, at + 1)
  const last = end < 0 ? lines.length : end
  const code = element('code', {}, lines.slice(at + 1, last).join('\n'))
  return { made: element('pre', { tabindex: '0' }, code), next: last + 1 }
}

function listItem(line: string): HTMLElement {
  return element('li', {}, ...inline(item.exec(line)?.[1] ?? ''))
}

/** The second line of a table only draws. */
function table(lines: readonly string[]): HTMLElement {
  const cells = (line: string) => line.split(/(?<!\\)\|/).slice(1, -1)
  const row = (name: 'th' | 'td') => (line: string) =>
    element('tr', {}, ...cells(line).map((cell) => element(name, {}, ...inline(cell.trim()))))
  const [head = '', , ...body] = lines
  const made = element('table', {}, element('thead', {}, row('th')(head)), element('tbody', {}, ...body.map(row('td'))))
  return element('div', { class: 'wide', tabindex: '0' }, made)
}

/** `code`, **strong**, and what a backslash keeps from being either. */
const inlines = /`([^`]+)`|\*\*([^*]+)\*\*|\\([\\`*_{}[\]()<>#+\-.!|&~])/g

function inline(text: string): readonly (Node | string)[] {
  const made: (Node | string)[] = []
  let at = 0
  for (const match of text.matchAll(inlines)) {
    const [whole, code, strong, kept] = match
    made.push(text.slice(at, match.index))
    if (code !== undefined) made.push(element('code', {}, code))
    else if (strong !== undefined) made.push(element('strong', {}, strong))
    else made.push(kept ?? '')
    at = match.index + whole.length
  }
  return [...made, text.slice(at)]
}
