/**
 * CoNLL's columns: a word a line with its tag in the last column, an empty line between sentences. CoNLL-U's ten columns
 * are known too: the word in the second, its part of speech in the fourth.
 */
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import type { TaggedWords } from './taggedSpans.ts'

export interface ConllSentence {
  /** The line on which it begins, from 1. */
  readonly line: number
  /** Its words and tags, or why it cannot be read. */
  readonly read: TaggedWords | Message
}

interface Layout {
  /** How a line is parted. */
  readonly separator: RegExp
  readonly columns: number
  readonly word: number
  readonly tag: number
  readonly universal: boolean
}

/** Whether a text is written so: enough to tell it from prose and from a table. */
export function looksLikeConll(text: string): boolean {
  const lines = linesOf(text.slice(0, 100_000)).slice(0, 2000)
  const filled = lines.filter(({ text: line }) => isToken(line))
  const layout = layoutOf(filled.map(({ text: line }) => line))
  if (!layout || filled.length < 2) return false
  if (layout.universal) return true
  const rows = filled.map(({ text: line }) => cellsOf(line, layout))
  const fitting = rows.filter((cells) => cells.length === layout.columns)
  const tags = fitting.map((cells) => cells[layout.tag] ?? '')
  const tagged = tags.filter((tag) => /^(O|[BIESLU]-\S+)$/.test(tag)).length
  const breaks = lines.some(({ text: line }, at) => line.trim() === '' && at > 0 && at < lines.length - 1)
  if (fitting.length < 0.9 * filled.length) return false
  // Entities are known by their tags. Other tags are few, in capitals, and sentences are set apart.
  if (tagged >= 0.9 * tags.length && tags.includes('O')) return true
  return (
    breaks && 2 * new Set(tags).size <= tags.length && tags.every((tag) => /^[A-Z][A-Z0-9$:_-]*$|^\W{1,3}$/.test(tag))
  )
}

/** All sentences, those that cannot be read among them. */
export function conllSentences(text: string): ConllSentence[] {
  const lines = linesOf(text)
  const layout = layoutOf(lines.map(({ text: line }) => line).filter(isToken))
  if (!layout) return []
  const sentences: ConllSentence[] = []
  let open: { line: number; words: string[]; tags: string[]; fault: Message | null } | null = null
  const close = () => {
    if (open && (open.words.length > 0 || open.fault)) {
      const { words, tags, fault } = open
      sentences.push({ line: open.line, read: fault ?? { words, tags } })
    }
    open = null
  }
  for (const { line, text: written } of lines) {
    if (written.trim() === '' || isDocumentStart(written)) close()
    if (!isToken(written)) continue
    const cells = cellsOf(written, layout)
    // CoNLL-U writes a contraction once more as a whole ("1-2"), and words that are not there ("1.1").
    if (layout.universal && /^\d+[-.]\d+$/.test(cells[0] ?? '')) continue
    open ??= { line, words: [], tags: [], fault: null }
    const [word = '', tag = ''] = [cells[layout.word], cells[layout.tag]]
    if (cells.length !== layout.columns || tag === '') open.fault ??= faultOf(line, written, cells.length, layout)
    else {
      open.words.push(word)
      open.tags.push(tag.normalize('NFC'))
    }
  }
  close()
  return sentences
}

function faultOf(line: number, written: string, cells: number, { columns }: Layout): Message {
  const shown = displayText(written, limits.labelLength)
  if (cells < 2) return notice('lineWithoutTag', { line, written: shown })
  return notice('lineOfOtherWidth', { line, written: shown, columns: cells, others: columns })
}

function linesOf(text: string): { readonly line: number; readonly text: string }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, at) => ({ line: at + 1, text: line }))
}

function isDocumentStart(line: string): boolean {
  return line.startsWith('-DOCSTART-')
}

/** CoNLL-U's comments are "# name = value" and "# newdoc"; a "#" with a tag is a word. */
function isToken(line: string): boolean {
  return line.trim() !== '' && !isDocumentStart(line) && !/^#\s+(\S+\s*=|newdoc|newpar)/.test(line)
}

function cellsOf(line: string, { separator }: Pick<Layout, 'separator'>): readonly string[] {
  return line.trim().split(separator)
}

/** Told from the width that most lines have; null where they have one column. */
function layoutOf(lines: readonly string[]): Layout | null {
  const tabbed = lines.filter((line) => line.includes('\t')).length
  const separator = 2 * tabbed > lines.length ? /\t/ : /[ \t]+/
  const widths = new Map<number, number>()
  for (const line of lines) {
    const width = cellsOf(line, { separator }).length
    widths.set(width, (widths.get(width) ?? 0) + 1)
  }
  const [columns = 0] = [...widths.entries()].toSorted((a, b) => b[1] - a[1])[0] ?? []
  if (columns < 2 || columns > 20) return null
  const numbered = lines.filter((line) => /^\d+([-.]\d+)?\t/.test(line)).length
  const universal = columns === 10 && numbered >= 0.9 * lines.length
  return { separator, columns, word: universal ? 1 : 0, tag: universal ? 3 : columns - 1, universal }
}
