/** Rich Text Format: text between control words, in ASCII; other letters stand as numbers, or as bytes in a named encoding. */
import { notice } from '../../../shared/messages/say.ts'
import { decodedIn } from '../decodedIn.ts'
import { Skip } from '../skip.ts'
import { DocumentText } from './documentText.ts'
import { readText } from './html.ts'
import type { TextReader } from './reader.ts'

/** A control word with its number, a byte, a sign, a brace, or plain text up to the next of them. */
const token = /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([\da-f]{2})|\\([^a-z])|([{}])|[\r\n]+|[^\\{}\r\n]+/gi

export const rtfReader: TextReader = {
  kind: 'text',
  async read(written, { pace }) {
    if (!written.trimStart().startsWith('{\\rtf')) throw new Skip(notice('isNotInFormat', { format: 'RTF' }))
    const document = new DocumentText()
    const writer = new RtfWriter(document)
    for (const [whole, word, number, byte, sign, brace] of written.matchAll(token)) {
      await pace.breathe()
      if (brace) writer.brace(brace)
      else if (word) writer.word(word.toLowerCase(), number === undefined ? null : Number(number))
      else if (byte) writer.byte(Number.parseInt(byte, 16))
      else if (sign) writer.sign(sign)
      else if (!/^[\r\n]/.test(whole)) writer.plain(whole)
    }
    writer.flush()
    return readText(document, { pictures: writer.pictures })
  },
}

/** Groups that hold no text of the document. */
const silent = new Set(
  (
    'fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf ' +
    'listtable listoverridetable rsidtbl generator themedata datastore fldinst xe tc bkmkstart bkmkend annotation'
  ).split(' '),
)
const letters: { readonly [word: string]: string } = {
  tab: '\t',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
}

interface Group {
  readonly silent: boolean
  /** Characters after a number that stand for it in programs that do not know it. */
  readonly fallback: number
}

class RtfWriter {
  pictures = 0
  readonly #document: DocumentText
  readonly #groups: Group[] = []
  #group: Group = { silent: false, fallback: 1 }
  #encoding = 'windows-1252'
  #bytes: number[] = []
  #passOver = 0
  #table: 'none' | 'in-row' | 'between-rows' = 'none'
  #cellOpen = false

  constructor(document: DocumentText) {
    this.#document = document
  }

  brace(brace: string): void {
    this.flush()
    this.#passOver = 0
    if (brace === '{') this.#groups.push(this.#group)
    else this.#group = this.#groups.pop() ?? this.#group
  }

  sign(sign: string): void {
    if (sign === '*') this.#group = { ...this.#group, silent: true }
    else if (sign === '~') this.plain(' ')
    else if (sign === '_') this.plain('-')
    else if (sign === '\n' || sign === '\r') this.word('par', null)
    else if ('\\{}'.includes(sign)) this.plain(sign)
  }

  byte(byte: number): void {
    if (this.#passOver > 0) this.#passOver--
    else this.#bytes.push(byte)
  }

  plain(text: string): void {
    this.flush()
    const passed = Math.min(this.#passOver, text.length)
    this.#passOver -= passed
    this.#write(text.slice(passed))
  }

  flush(): void {
    if (this.#bytes.length === 0) return
    const text = decodedIn(this.#encoding, Uint8Array.from(this.#bytes))
    this.#bytes = []
    this.#write(text)
  }

  word(word: string, number: number | null): void {
    this.flush()
    if (word === 'pict') this.pictures++
    if (silent.has(word)) this.#group = { ...this.#group, silent: true }
    else if (word === 'ansicpg') this.#encoding = encodingOf(number)
    else if (word === 'uc') this.#group = { ...this.#group, fallback: Math.min(10, Math.max(0, number ?? 1)) }
    else if (word === 'u' && number !== null) {
      this.#write(String.fromCharCode(number & 0xffff))
      this.#passOver = this.#group.fallback
    } else if (!this.#group.silent) this.#place(word)
  }

  #place(word: string): void {
    const letter = letters[word]
    if (letter !== undefined) this.#write(letter)
    else if (word === 'line') this.#document.breakLine()
    else if (word === 'trowd') this.#row()
    else if (word === 'cell') {
      if (!this.#cellOpen) this.#document.openCell()
      this.#document.closeCell()
      this.#cellOpen = false
    } else if (word === 'row' && this.#table === 'in-row') {
      this.#document.closeRow()
      this.#table = 'between-rows'
    } else if (paragraphEnds.has(word)) this.#document.endParagraph()
  }

  #row(): void {
    if (this.#table === 'in-row') return
    if (this.#table === 'none') this.#document.openTable()
    this.#document.openRow()
    this.#table = 'in-row'
  }

  #write(text: string): void {
    if (this.#group.silent || text === '') return
    if (this.#table === 'between-rows' && text.trim() !== '') {
      this.#document.closeTable()
      this.#table = 'none'
    }
    if (this.#table === 'in-row' && !this.#cellOpen) {
      this.#document.openCell()
      this.#cellOpen = true
    }
    this.#document.write(text, true)
  }
}

const paragraphEnds = new Set(['par', 'pard', 'sect', 'page'])

/** The encoding of a code page of Windows. */
function encodingOf(codePage: number | null): string {
  const names: { readonly [page: number]: string } = {
    932: 'shift_jis',
    936: 'gb18030',
    949: 'euc-kr',
    950: 'big5',
    65001: 'utf-8',
  }
  try {
    return new TextDecoder(names[codePage ?? 0] ?? `windows-${codePage ?? 1252}`).encoding
  } catch {
    return 'windows-1252'
  }
}
