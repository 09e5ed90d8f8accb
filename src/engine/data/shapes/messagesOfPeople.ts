/**
 * What people wrote to each other, a message a row, as chats are exported: who wrote it is a class that may be learned,
 * and what was said before it may be what it answers.
 */
import { notice } from '../../../shared/messages/say.ts'
import type { TableRow, TextTable } from '../table.ts'

/** Columns of messages in the exports of Telegram, Slack, Discord and Signal; all of a row must be there. */
const exports: readonly { readonly has: readonly string[]; readonly who: string; readonly text: string }[] = [
  { has: ['from_id', 'date'], who: 'from', text: 'text' },
  { has: ['ts', 'type'], who: 'user', text: 'text' },
  { has: ['timestamp'], who: 'author.name', text: 'content' },
  { has: ['timestamp_ms'], who: 'sender_name', text: 'content' },
]

export function messagesOfPeople(table: TextTable): TextTable | null {
  const at = (name: string) => table.names.findIndex((one) => one.trim().toLowerCase() === name)
  const found = exports.find(({ has, who, text }) => [...has, who, text].every((name) => at(name) >= 0))
  if (!found) return null
  const messages = table.rows.flatMap(({ row, cells }) => {
    const [writer = '', text = ''] = [cells[at(found.who)]?.trim(), cells[at(found.text)]?.trim()]
    return writer === '' || text === '' || /^[[{]/.test(text) ? [] : [{ row, writer, text }]
  })
  const writers = new Set(messages.map(({ writer }) => writer))
  if (writers.size < 2 || 2 * messages.length < table.rows.length) return null
  const told = notice('messagesRead', {
    messages: messages.length,
    writers: writers.size,
    others: table.rows.length - messages.length,
  })
  return { ...table, ...chatTable(messages), warnings: [...(table.warnings ?? []), told] }
}

export interface ChatMessage {
  readonly row: number
  readonly writer: string
  readonly text: string
}

/** What one writes in a run is one message; `before` is what others wrote last. */
export function chatTable(messages: readonly ChatMessage[]): Pick<TextTable, 'names' | 'rows'> {
  const runs: { row: number; writer: string; text: string }[] = []
  for (const { row, writer, text } of messages) {
    const last = runs.at(-1)
    if (last?.writer === writer) last.text = `${last.text}\n${text}`
    else runs.push({ row, writer, text })
  }
  const rows = runs.map(
    ({ row, writer, text }, at): TableRow => ({ row, cells: [writer, runs[at - 1]?.text ?? '', text] }),
  )
  return { names: ['writer', 'before', 'reply'], rows }
}
