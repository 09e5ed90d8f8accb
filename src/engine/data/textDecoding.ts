/**
 * The decoding of all texts of a request, and what there is to tell of it: encodings that were guessed, damaged bytes, and
 * which encodings a person may choose instead.
 */
import { type EncodingId, encodings } from '../../shared/catalog/encodings.ts'
import type { EncodingRead } from '../../shared/domain/data.ts'
import { few } from '../../shared/messages/few.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { type DecodedText, decodeText, likelyEncodings } from './decodeText.ts'
import { displayText } from './displayText.ts'
import { groupBy } from './groupBy.ts'
import { limits } from './limits.ts'

export interface TextDecoding {
  /**
   * @param path names the file where something is told of it
   * @param declared the encoding that it names itself
   */
  decode(bytes: Uint8Array, path: string, declared?: EncodingId | null): Promise<string>
  warnings(): readonly Message[]
  /** Names of an archive that do not say how they are written. @param likely the likeliest first */
  readNames(likely: readonly EncodingId[]): void
  /** Of the file whose encoding is least certain; null where nothing was decoded. */
  encoding(): EncodingRead | null
}

/** Files whose encodings can be chosen one by one. */
const filesListed = 40

interface Told extends Omit<DecodedText, 'text'> {
  readonly path: string
  readonly likely: readonly EncodingId[]
}

/**
 * @param wanted the encoding that the person named, for all of the files
 * @param byFile what was named for single files, by their paths
 */
export function textDecoding(
  wanted: EncodingId | null = null,
  byFile: ReadonlyMap<string, EncodingId> = new Map(),
): TextDecoding {
  /** By path: a table beside pictures may be read twice. */
  const told = new Map<string, Told>()
  // A table beside pictures is looked at before it is known to be read for itself, and is told of once.
  const decoded = new WeakMap<Uint8Array, Promise<string>>()
  const decode = async (bytes: Uint8Array, path: string, declared: EncodingId | null) => {
    const named = byFile.get(displayText(path, limits.pathLength)) ?? wanted
    const { text, ...found } = await decodeText(bytes, named, declared)
    const inDoubt = found.guessed || found.damage > 0 || found.twice !== undefined || named !== null
    const likely = inDoubt ? await likelyEncodings(bytes) : [found.encoding]
    told.set(path, { path, likely, ...found })
    return text
  }
  // Files are read several at a time, and told of in the order of their names.
  const inOrder = () => [...told.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1))
  let ofNames: readonly EncodingId[] = []
  return {
    decode(bytes, path, declared = null) {
      const known = decoded.get(bytes) ?? decode(bytes, path, declared)
      decoded.set(bytes, known)
      return known
    },
    warnings: () => [
      ...twiceEncoded(inOrder()),
      ...warningsOf(inOrder().filter(({ guessed, damage }) => guessed || damage > 0)),
    ],
    readNames(likely) {
      ofNames = likely
    },
    encoding() {
      const all = inOrder().toSorted((a, b) => doubt(b) - doubt(a))
      const [first] = all
      const files = all.slice(0, filesListed).map(({ path, encoding, likely }) => ({
        path: displayText(path, limits.pathLength),
        ...{ read: encoding, likely },
      }))
      if (first)
        return {
          ...{ read: first.encoding, likely: first.likely, named: wanted !== null },
          ...(all.length > 1 && { files }),
        }
      const [names] = ofNames
      return names ? { read: wanted ?? names, likely: ofNames, named: wanted !== null } : null
    },
  }
}

function twiceEncoded(told: readonly Told[]): Message[] {
  const twice = told.filter((file) => file.twice)
  const { seen = '', meant = '' } = twice[0]?.twice ?? {}
  if (twice.length === 0) return []
  return [
    notice('textsTwiceEncoded', { files: named(twice), seen: displayText(seen, 20), meant: displayText(meant, 20) }),
  ]
}

function doubt({ likely, guessed, damage }: Told): number {
  if (guessed || damage > 0) return 2
  return likely[0] === 'utf-8' ? 0 : 1
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
