/**
 * Chinese, Japanese and Korean fonts that a PDF does not hold are written in an encoding of these languages, which a
 * "character map" (CMap) turns into numbers of glyphs, and a second one into Unicode. Adobe's own maps have 1.6 MB; of a
 * text only the letters are wanted, so that these are made here from what `TextDecoder` knows: the glyph of a character
 * is numbered as the character. Source: ISO 32000-1, 9.7.5.2 (the predefined maps and their encodings).
 */

/** What pdf.js asks for the maps, by their names. */
export class CharacterMaps {
  #made = false

  /** @throws Error of a map that is not made here: the text of its font is left out then. */
  async fetch({ kind, filename }: { readonly kind: string; readonly filename: string }): Promise<Uint8Array> {
    if (kind !== 'cMapUrl') throw new Error(`internal: "${filename}" is not kept`)
    // Where no map of ours was asked for before, a font's glyphs are numbered as Adobe does.
    if (/^Adobe-\w+-UCS2$/.test(filename) && this.#made) return written(toUnicode)
    const map = mapOf(filename)
    if (map === null) throw new Error(`internal: the character map "${filename}" is not kept`)
    this.#made = true
    return written(map)
  }
}

function written(map: string): Uint8Array {
  const head = '/CIDInit /ProcSet findresource begin 12 dict begin begincmap'
  return new TextEncoder().encode(`${head}\n${map}\nendcmap end end`)
}

const toUnicode =
  '1 begincodespacerange <0000> <ffff> endcodespacerange\n1 beginbfrange <0000> <ffff> <0000> endbfrange'
const ofUnicode = '1 begincodespacerange <0000> <ffff> endcodespacerange\n1 begincidrange <0000> <ffff> 0 endcidrange'

interface Legacy {
  readonly names: RegExp
  readonly encoding: string
  /** Ranges of codes of one and of two bytes. */
  readonly single: readonly (readonly [number, number])[]
  readonly double: readonly (readonly [number, number])[]
  /** Added to both bytes of a code before it is decoded: JIS without its high bits. */
  readonly high?: number
}

const ascii = [0x00, 0x80] as const
const legacy: readonly Legacy[] = [
  { names: /^GB/, encoding: 'gb18030', single: [ascii], double: [[0x8140, 0xfefe]] },
  { names: /B5/, encoding: 'big5', single: [ascii], double: [[0x8140, 0xfefe]] },
  { names: /^KSC/, encoding: 'euc-kr', single: [ascii], double: [[0x8141, 0xfefe]] },
  {
    names: /RKSJ/,
    encoding: 'shift_jis',
    single: [ascii, [0xa0, 0xdf]],
    double: [
      [0x8140, 0x9ffc],
      [0xe040, 0xfcfc],
    ],
  },
  { names: /^EUC-/, encoding: 'euc-jp', single: [ascii], double: [[0xa1a1, 0xfefe]] },
  { names: /^(?:Ext-|Add-|78-|NWP-)?[HV]$/, encoding: 'euc-jp', single: [], double: [[0x2121, 0x7e7e]], high: 0x80 },
]

function mapOf(name: string): string | null {
  const mode = name.endsWith('V') ? '/WMode 1 def\n' : ''
  if (/^Uni\w+-(?:UCS2|UTF16)/.test(name)) return mode + ofUnicode
  const found = legacy.find(({ names }) => names.test(name))
  return found ? mode + ofLegacy(found) : null
}

function ofLegacy({ encoding, single, double, high = 0 }: Legacy): string {
  const decoder = new TextDecoder(encoding)
  const codes = [
    ...single.flatMap(([from, to]) => numbers(from, to).map((code) => [code])),
    ...double.flatMap(([from, to]) =>
      numbers(from >> 8, to >> 8).flatMap((lead) => numbers(from & 0xff, to & 0xff).map((trail) => [lead, trail])),
    ),
  ]
  const lines = codes.flatMap((code) => {
    const letters = decoder.decode(Uint8Array.from(code, (byte) => byte + high))
    const point = letters.codePointAt(0) ?? 0xfffd
    return letters.length === 1 && point !== 0xfffd ? [`<${hex(code)}> ${point}`] : []
  })
  const spaces = [
    ...single.map((range) => range.map((code) => hex([code]))),
    ...double.map((range) => range.map((code) => hex([code >> 8, code & 0xff]))),
  ]
  return [
    `${spaces.length} begincodespacerange`,
    ...spaces.map(([from, to]) => `<${from}> <${to}>`),
    'endcodespacerange',
    `${lines.length} begincidchar`,
    ...lines,
    'endcidchar',
  ].join('\n')
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at)
}

function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
