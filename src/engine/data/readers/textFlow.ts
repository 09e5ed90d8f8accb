/** Lines and paragraphs one after another, as a page or one of its cells holds them. */

/** What goes between a line and the next. */
export type Gap = '\n' | '\n\n'

/** Signs that are not seen: soft hyphens, joints of long words, marks of byte order. */
const unseen = /[\u00ad\u200b\ufeff\0]/g

export class TextFlow {
  readonly #done: string[] = []
  /** Of the line that is being written. */
  #pieces: string[] = []
  #spaced = true
  #mark = ''
  #gap: Gap | '' = ''
  #afterItem = false

  write(text: string, verbatim: boolean): void {
    const seen = text.replace(unseen, '').replaceAll('\u00a0', ' ')
    const spaced = verbatim ? seen : seen.replace(/[\t\n\f\r ]+/g, ' ')
    const piece = this.#spaced && !verbatim && spaced.startsWith(' ') ? spaced.slice(1) : spaced
    if (piece === '') return
    this.#pieces.push(piece)
    this.#spaced = /[ \n]$/.test(piece)
  }

  breakLine(): void {
    this.#pieces.push('\n')
    this.#spaced = true
  }

  end(gap: Gap): void {
    const line = withoutMargins(this.#pieces.join(''))
    if (line !== '') {
      // A paragraph after the last item of a list is none of them.
      if (gap === '\n\n' && this.#mark === '' && this.#afterItem) this.#gap &&= '\n\n'
      this.#afterItem = this.#mark !== ''
      this.#put(this.#mark + line)
      this.#mark = ''
    }
    this.#pieces = []
    this.#spaced = true
    if (this.#done.length > 0) this.#gap = gap === '\n\n' ? gap : this.#gap || gap
  }

  item(mark: string): void {
    this.end('\n')
    this.#mark = mark
  }

  /** Lines that are made already, as a paragraph. */
  block(text: string): void {
    if (text === '') return
    this.#put(text)
    this.#gap = '\n\n'
  }

  finish(): string {
    this.end('\n\n')
    return this.#done.join('')
  }

  #put(text: string): void {
    if (this.#done.length > 0) this.#done.push(this.#gap || '\n')
    this.#done.push(text)
    this.#gap = ''
  }
}

/** Without empty lines around, and without spaces at the ends of lines; the first line keeps its indent. */
function withoutMargins(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd())
  const first = lines.findIndex((line) => line !== '')
  return first < 0 ? '' : lines.slice(first, lines.findLastIndex((line) => line !== '') + 1).join('\n')
}
