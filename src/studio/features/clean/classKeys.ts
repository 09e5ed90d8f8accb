/** The key that gives an example a class: the digits first, then letters, in the order of the classes. */
const keys = [...'123456789', ...'abcdefghijklmnopqrstuvwxyz']

/** Null where there are more classes than keys. */
export function keyOfClass(place: number): string | null {
  return keys[place] ?? null
}

/** The place of the class that a key stands for; −1 for none. */
export function classOfKey(key: string): number {
  return keys.indexOf(key.toLowerCase())
}
