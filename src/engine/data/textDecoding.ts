/** The decoding of all texts of a request, and what there is to tell of it: encodings that were guessed, damaged bytes. */
import { type EncodingId, encodings } from '../../shared/catalog/encodings.ts'
import { few } from '../../shared/messages/few.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { type DecodedText, decodeText } from './decodeText.ts'
import { displayText } from './displayText.ts'
import { groupBy } from './groupBy.ts'
import { limits } from './limits.ts'

export interface TextDecoding {
  /** @param path names the file where something is told of it */
  decode(bytes: Uint8Array, path: string): Promise<string>
  warnings(): readonly Message[]
}

interface Told extends Omit<DecodedText, 'text'> {
  readonly path: string
}

/** @param wanted the encoding that the person named, for all of the files */
export function textDecoding(wanted: EncodingId | null = null): TextDecoding {
  /** By path: a table beside pictures may be read twice. */
  const told = new Map<string, Told>()
  // A table beside pictures is looked at before it is known to be read for itself, and is told of once.
  const decoded = new WeakMap<Uint8Array, Promise<string>>()
  const decode = async (bytes: Uint8Array, path: string) => {
    const { text, ...found } = await decodeText(bytes, wanted)
    if (found.guessed || found.damage > 0) told.set(path, { path, ...found })
    return text
  }
  return {
    decode(bytes, path) {
      const known = decoded.get(bytes) ?? decode(bytes, path)
      decoded.set(bytes, known)
      return known
    },
    // Files are read several at a time, and told of in the order of their names.
    warnings: () => warningsOf([...told.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1))),
  }
}

function warningsOf(told: readonly Told[]): Message[] {
  const guessed = [
    ...groupBy(
      told.filter((file) => file.guessed),
      ({ encoding }) => encoding,
    ),
  ].map(([encoding, files]) => notice('encodingGuessed', { encoding: encodings[encoding].title, files: named(files) }))
  const damaged = told.filter(({ damage }) => damage > 0)
  const [first] = damaged
  if (!first) return guessed
  const places = damaged.reduce((sum, { damage }) => sum + damage, 0)
  const { title: encoding } = encodings[first.encoding]
  return [
    ...guessed,
    notice('bytesDamaged', { encoding, places, line: first.firstDamaged ?? 1, files: named(damaged) }),
  ]
}

function named(files: readonly Told[]) {
  return few(files.map(({ path }) => displayText(path, limits.pathLength)))
}
