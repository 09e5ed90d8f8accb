/** CRC-32 as zip and PNG have it (ISO 3309, polynomial 0xEDB88320): finds what a device changed, not what a person did. */
export function crc32(bytes: Uint8Array): number {
  return continuedCrc32(0, bytes)
}

/** Of what has the sum `crc` so far, and these bytes after it; nothing has 0. */
export function continuedCrc32(crc: number, bytes: Uint8Array): number {
  table ??= makeTable()
  const steps = table
  let rest = ~crc
  for (let at = 0; at < bytes.length; at++)
    rest = (rest >>> 8) ^ (steps[(rest ^ (bytes[at] as number)) & 0xff] as number)
  return ~rest >>> 0
}

let table: Int32Array | null = null

function makeTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    return value
  })
}
