/** Text as older programs wrote it: the other way round of what `TextDecoder` reads. */

const tables = new Map<string, ReadonlyMap<string, readonly number[]>>()

/** The bytes of a text in an encoding of one or two bytes a character. */
export function encodedIn(encoding: string, text: string): Uint8Array<ArrayBuffer> {
  const table = tables.get(encoding) ?? tableOf(encoding)
  tables.set(encoding, table)
  const bytes = [...text].flatMap((letter) => {
    const known = letter < '\x80' ? [letter.charCodeAt(0)] : table.get(letter)
    if (!known) throw new Error(`${encoding} has no "${letter}"`)
    return known
  })
  return Uint8Array.from(bytes)
}

function tableOf(encoding: string): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder(encoding)
  const table = new Map<string, readonly number[]>()
  const learn = (bytes: readonly number[]) => {
    const letters = [...decoder.decode(Uint8Array.from(bytes))]
    const [letter] = letters
    if (letter && letters.length === 1 && letter !== '\ufffd' && !table.has(letter)) table.set(letter, bytes)
  }
  for (let lead = 0x80; lead < 0x100; lead++) learn([lead])
  if (!['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr'].includes(encoding)) return table
  // Big5 has some characters twice; those of its usual part are written.
  for (const from of encoding === 'big5' ? [0xa4, 0x81] : [0x81])
    for (let lead = from; lead < 0xff; lead++) for (let trail = 0x40; trail < 0xff; trail++) learn([lead, trail])
  return table
}

export function utf16(text: string, order: 'le' | 'be'): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * text.length)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), order === 'le')
  return bytes
}
