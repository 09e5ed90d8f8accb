/**
 * Chats as programs export them to text: WhatsApp (`[01.03.24, 10:00:11] Name: …` of iPhones, `3/1/24, 10:00 - Name: …`
 * of Android), IRC (`[10:00] <name> …`) and Zoom. A message is a row, with who wrote it and what was said before it;
 * lines of the program itself, and pictures that were left out, are counted.
 */
import { notice } from '../../../shared/messages/say.ts'
import { cleanText } from '../decodeText.ts'
import { type ChatMessage, chatTable } from '../shapes/messagesOfPeople.ts'
import { skippedRows } from '../skippedRows.ts'
import { refuseLong, type TableOptions, type TextTable } from '../table.ts'
import type { TableReader } from './reader.ts'

export const chatLogReader: TableReader = { kind: 'table', read: readLines, recognises: isChat, unmistakable: true }

const day = String.raw`\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?`
const time = String.raw`\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[\s\u202f\u00a0]?[ap]\.?[\s\u00a0]?m\.?)?`
/** Programs write the year first and the seconds before a dash; WhatsApp writes no seconds there. */
const logged = String.raw`\d{4}-\d{2}-\d{2},?\s+\d{1,2}:\d{2}:\d{2}`
const who = String.raw`([^:\n]{1,60}?)`
const stamps: readonly RegExp[] = [
  new RegExp(String.raw`^\[${day},?\s+${time}\]\s+~?${who}: ?`, 'iu'),
  new RegExp(String.raw`^(?!${logged})${day},?\s+${time}\s+[-–]\s+${who}: ?`, 'iu'),
  new RegExp(String.raw`^(?:\[?(?:${day}[T\s]+)?${time}\]?\s+)<[@+%&~ ]?([^>\s]{1,40})>\s+`, 'iu'),
  new RegExp(String.raw`^${time}\s+From\s+(.{1,60}?)(?:\s+to\s+[^:]{1,60})?\s*:\s+`, 'iu'),
]
/** A line of the program itself: a stamp, and nobody's name. */
const stamped = new RegExp(
  String.raw`^(?:\[${day},?\s+${time}\]\s|${day},?\s+${time}\s+[-–]\s|\[?(?:${day}[T\s]+)?${time}\]?\s+(?:\*|-!-|-->|<--|===))`,
  'iu',
)
/** What programs that keep logs write where a chat has names: "ERROR", "production.ERROR", "main [ERROR]", "main ERROR". */
const level = 'trace|debug|info|notice|warn|warning|error|fatal|critical|severe'
const levels: readonly RegExp[] = [
  new RegExp(String.raw`^\[?(?:${level})\b`, 'i'),
  new RegExp(String.raw`(?:\.|\[)(?:${level}|alert|emergency)\]?$`, 'i'),
  new RegExp(String.raw`\s(?:${level.toUpperCase()})$`),
]

interface Said {
  readonly writer: string
  readonly text: string
}

function saidIn(line: string): Said | null {
  for (const stamp of stamps) {
    const found = stamp.exec(line)
    const writer = found?.[1]?.trim() ?? ''
    if (found && writer !== '' && !levels.some((one) => one.test(writer)))
      return { writer, text: line.slice(found[0].length) }
  }
  return null
}

const looked = 400
const leastMessages = 6

/** Half of the lines at least begin a message, and two people or more, but not as many as messages, write. */
function isChat(text: string): boolean {
  const lines = linesOf(text.slice(0, 100_000))
    .filter((line) => line.trim() !== '')
    .slice(0, looked)
  const said = lines.flatMap((line) => saidIn(line) ?? [])
  const writers = new Set(said.map(({ writer }) => writer)).size
  return said.length >= leastMessages && 2 * said.length >= lines.length && writers >= 2 && 2 * writers <= said.length
}

/** Marks of direction stand before stamps; before the words of a message they say that the program wrote them. */
function linesOf(text: string): string[] {
  return cleanText(text)
    .replace(/^[\u200e\u200f\ufeff]+/gm, '')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .split('\n')
}

/** Pictures and sounds that the export left out, in the words of its language, and what was taken back. */
const leftOut =
  /^<[^<>]{3,60}>$|^(?:(?:image|video|audio|sticker|GIF|document|contact card|Bild|Video|Audio|imagen|image|immagine)\s+(?:omitted|weggelassen|omitid[ao]|absente|omess[ao])|this message was deleted\.?|you deleted this message\.?|diese nachricht wurde gelöscht\.?|null)$/i

async function readLines(title: string, text: string, { pace }: TableOptions): Promise<TextTable> {
  const skipped = skippedRows(title)
  const messages: (Said & ChatMessage)[] = []
  let goesOn = false
  for (const [at, line] of linesOf(text).entries()) {
    await pace.breathe()
    const said = saidIn(line)
    if (said) {
      goesOn = !/^\u200e/.test(said.text) && !leftOut.test(said.text.trim())
      if (goesOn) messages.push({ row: at + 1, ...said })
      else skipped.add(at + 1, notice('chatWithoutWords'))
      refuseLong(title, messages.length)
    } else if (stamped.test(line)) {
      goesOn = false
      skipped.add(at + 1, notice('chatOfProgram'))
    } else if (goesOn && line.trim() !== '') {
      const last = messages.pop()
      if (last) messages.push({ ...last, text: `${last.text}\n${line}` })
    }
  }
  const writers = new Set(messages.map(({ writer }) => writer)).size
  const told = notice('messagesRead', { messages: messages.length, writers, others: 0 })
  return { title, ...chatTable(messages), skipped, warnings: [told] }
}
