/**
 * Groups of texts that say nearly the same: at least four fifths of their runs of three words are common to both
 * (Jaccard similarity of shingles; Broder 1997). Candidates are found by MinHash in bands, and each pair is then
 * compared in full. Terms: a shingle is a run of words, a signature the least hash of a text's shingles by each of
 * several hash functions, a band a few numbers of the signature.
 */

import { hash } from '../../shared/random.ts'
import type { Pace } from './pace.ts'
import { groupsOf, unionFind } from './unionFind.ts'

const shingleWords = 3
const alike = 0.8
/** 10 bands of 4: of two texts with 0.8 in common, one band is equal in 99.5 % of cases; with 0.4 in common, in 23 %. */
const bands = 10
const perBand = 4
/** Longer texts are compared by their beginning. */
const mostShingles = 2000
/** In a larger bucket each text is compared with the first only: they are one template. */
const comparedInFull = 50

/** By place; each group has two texts or more, ascending. Rejects with `cancelled`. */
export async function alikeTexts(texts: readonly string[], pace: Pace): Promise<readonly (readonly number[])[]> {
  const shingles: Uint32Array[] = []
  const buckets = Array.from({ length: bands }, () => new Map<number, number[]>())
  for (const [index, text] of texts.entries()) {
    const own = shinglesOf(text)
    shingles.push(own)
    if (own.length > 0) fill(buckets, signatureOf(own), index)
    await pace.breathe()
  }
  const joined = unionFind(texts.length)
  for (const bucket of buckets.flatMap((each) => [...each.values()]).filter(({ length }) => length > 1)) {
    for (const [a, b] of pairsOf(bucket)) {
      if (
        joined.find(a) !== joined.find(b) &&
        similarity(shingles[a] as Uint32Array, shingles[b] as Uint32Array) >= alike
      )
        joined.join(a, b)
      await pace.breathe()
    }
  }
  return groupsOf(joined, texts.length)
}

function pairsOf(bucket: readonly number[]): [number, number][] {
  if (bucket.length > comparedInFull) return bucket.slice(1).map((each) => [bucket[0] as number, each])
  return bucket.flatMap((a, at) => bucket.slice(at + 1).map((b): [number, number] => [a, b]))
}

function fill(buckets: readonly Map<number, number[]>[], signature: Uint32Array, index: number): void {
  for (const [band, bucket] of buckets.entries()) {
    let key = band
    for (let i = 0; i < perBand; i++) key = mixed(key ^ (signature[band * perBand + i] as number))
    const held = bucket.get(key)
    if (held) held.push(index)
    else bucket.set(key, [index])
  }
}

/** Hashes of the text's different shingles, ascending; of a text of fewer words, of all of them. */
function shinglesOf(text: string): Uint32Array {
  const words = text.toLowerCase().normalize('NFKC').match(word) ?? []
  const hashes = words.map((each) => mixed(hash(each)))
  const found = new Set<number>()
  const runs = Math.max(Math.min(1, hashes.length), Math.min(mostShingles, hashes.length - shingleWords + 1))
  for (let at = 0; at < runs; at++) {
    let hash = 0
    for (let i = at; i < Math.min(hashes.length, at + shingleWords); i++) hash = mixed(hash ^ (hashes[i] as number))
    found.add(hash)
  }
  return Uint32Array.from(found).sort()
}

/** Scripts without spaces count by the character. */
const word = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[\p{L}\p{M}\p{N}’']+/gu

/** The last step of MurmurHash3: every bit of the input changes every bit of the output. */
function mixed(value: number): number {
  let hash = value ^ (value >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

const seeds = Uint32Array.from({ length: bands * perBand }, (_, at) => mixed(at + 1))

function signatureOf(shingles: Uint32Array): Uint32Array {
  const signature = new Uint32Array(seeds.length).fill(0xffffffff)
  for (const shingle of shingles)
    for (let at = 0; at < seeds.length; at++) {
      const hash = mixed(shingle ^ (seeds[at] as number))
      if (hash < (signature[at] as number)) signature[at] = hash
    }
  return signature
}

/** Both ascending. */
function similarity(a: Uint32Array, b: Uint32Array): number {
  let both = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) both++
    if ((a[i] as number) <= (b[j] as number)) i++
    else j++
    // Where both were equal, the other moves on at the next turn, since it is then the smaller one.
  }
  return both / (a.length + b.length - both)
}
