/** A file of the page is not there, or is not the one that belongs to it. */
export class IncompleteFile extends Error {
  readonly file: string

  constructor(name: string, received: number, expected: number) {
    super(`"${name}" is incomplete: received ${received} bytes, expected ${expected}.`)
    this.name = 'IncompleteFile'
    this.file = received === expected ? name : `${name}, ${received} / ${expected} B`
  }
}
