/** Adds up the bytes of files that come together. The total is 0 while any file's length is unknown. */
export class DownloadProgress {
  readonly #report: (done: number, total: number) => void
  readonly #files = new Map<string, { done: number; total: number }>()

  constructor(report: (done: number, total: number) => void) {
    this.#report = report
  }

  expect(name: string, total: number): void {
    const known = this.#files.get(name)
    this.#files.set(name, { done: known?.done ?? 0, total: total || (known?.total ?? 0) })
  }

  /** A file that will not come is not waited for. */
  drop(name: string): void {
    this.#files.delete(name)
  }

  received(name: string, done: number): void {
    this.#files.set(name, { done, total: this.#files.get(name)?.total ?? 0 })
    const files = [...this.#files.values()]
    const total = files.every((file) => file.total > 0) ? files.reduce((sum, file) => sum + file.total, 0) : 0
    this.#report(
      files.reduce((sum, file) => sum + file.done, 0),
      total,
    )
  }
}
