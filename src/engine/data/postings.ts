/** Which texts have a run of words, as an index that grows with every text: one table of hashes over flat lists. */

/** Texts with the same run that one is compared with: of more, all are one template, and the latest stand for them. */
const crowd = 50
/** Entries that are passed on the way, since other runs may stand in the same place of the table. */
const mostPassed = 1000

export class Postings {
  /** By place of the table, the entry that came last, counted from 1; 0 where there is none. */
  readonly #latest: Int32Array
  readonly #before: Int32Array
  readonly #runs: Uint32Array
  readonly #texts: Int32Array
  readonly #mask: number
  /** By text, the one that it was compared with last, so that no two are compared twice. */
  readonly #compared: Int32Array
  #entries = 0

  /** @param most entries in all. */
  constructor(texts: number, most: number) {
    const places = 2 ** Math.ceil(Math.log2(Math.max(2, most)))
    this.#latest = new Int32Array(places)
    this.#mask = places - 1
    this.#before = new Int32Array(most + 1)
    this.#runs = new Uint32Array(most + 1)
    this.#texts = new Int32Array(most + 1)
    this.#compared = new Int32Array(texts).fill(-1)
  }

  /** Notes that the text has the run; `compare` hears of earlier texts that have it, of each once for all of the text's runs. */
  enter(run: number, text: number, compare: (other: number) => void): void {
    const place = run & this.#mask
    let [found, passed] = [0, 0]
    for (let at = this.#latest[place] as number; at > 0 && found < crowd && passed < mostPassed; passed++) {
      if (this.#runs[at] === run) {
        found++
        this.#compareOnce(this.#texts[at] as number, text, compare)
      }
      at = this.#before[at] as number
    }
    const entry = ++this.#entries
    this.#runs[entry] = run
    this.#texts[entry] = text
    this.#before[entry] = this.#latest[place] as number
    this.#latest[place] = entry
  }

  #compareOnce(other: number, text: number, compare: (other: number) => void): void {
    if (this.#compared[other] === text) return
    this.#compared[other] = text
    compare(other)
  }
}
