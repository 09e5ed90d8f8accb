/**
 * A text as the set of its runs of words, each as a number of 32 bits: what is common to two texts is then counted
 * without reading either again. Scripts without spaces count by the character.
 */

/** Of this many words; a text of fewer is one run. */
const runWords = 3

const separates = 1
const belongs = 2
const standsAlone = 3

/** By UTF-16 unit, what it is in a text; 0 while nobody asked. */
const kinds = new Uint8Array(0x10000)

function kindOf(unit: number): number {
  const known = kinds[unit] as number
  if (known !== 0) return known
  const found = kindOfLetter(String.fromCharCode(unit))
  kinds[unit] = found
  return found
}

function kindOfLetter(letter: string): number {
  if (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u.test(letter)) return standsAlone
  return /[\p{L}\p{M}\p{N}’']/u.test(letter) ? belongs : separates
}

/** Writes into what it is given, which grows, so that a hundred thousand texts make no objects. */
export class WordRuns {
  #words = new Uint32Array(1024)
  #runs = new Uint32Array(1024)

  /** Different runs, ascending; valid until it is asked again. @param most runs from the beginning that are told. */
  of(text: string, most: number): Uint32Array {
    const words = this.#wordsOf(text, most + runWords - 1)
    const runs = Math.min(most, words >= runWords ? words - runWords + 1 : Math.min(1, words))
    if (this.#runs.length < runs) this.#runs = new Uint32Array(2 * runs)
    for (let at = 0; at < runs; at++) {
      let run = 0
      for (let i = at; i < Math.min(words, at + runWords); i++) run = mixed(run ^ (this.#words[i] as number))
      this.#runs[at] = run
    }
    return distinct(this.#runs.subarray(0, runs).sort())
  }

  /** How many; their hashes stand in `#words`. */
  #wordsOf(text: string, most: number): number {
    const plain = text.toLowerCase().normalize('NFKC')
    let [count, hash] = [0, 0]
    const end = () => {
      if (hash !== 0) this.#add(count++, hash)
      hash = 0
    }
    for (let at = 0; at < plain.length && count < most; at++) {
      const unit = plain.charCodeAt(at)
      // Letters beyond the first plane are two units.
      const pair = unit >= 0xd800 && unit < 0xdc00
      const letter = pair ? (plain.codePointAt(at) ?? unit) : unit
      const kind = pair ? kindOfLetter(String.fromCodePoint(letter)) : kindOf(unit)
      if (pair) at++
      if (kind !== belongs) end()
      if (kind === standsAlone) this.#add(count++, letter)
      if (kind === belongs) hash = Math.imul((hash || 0x811c9dc5) ^ letter, 0x01000193) || 1
    }
    if (count < most) end()
    return count
  }

  #add(at: number, hash: number): void {
    if (at === this.#words.length) {
      const more = new Uint32Array(2 * at)
      more.set(this.#words)
      this.#words = more
    }
    this.#words[at] = mixed(hash)
  }
}

/** Of what is sorted, in place. */
function distinct(sorted: Uint32Array): Uint32Array {
  let kept = 0
  for (let at = 0; at < sorted.length; at++)
    if (at === 0 || sorted[at] !== sorted[at - 1]) sorted[kept++] = sorted[at] as number
  return sorted.subarray(0, kept)
}

/** The last step of MurmurHash3: every bit of the input changes every bit of the output. */
function mixed(value: number): number {
  let hash = value ^ (value >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
