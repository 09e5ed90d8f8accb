/** What the values of a product are added to. */

export const fromZero: i32 = 0
export const fromC: i32 = 1
export const fromBias: i32 = 2

/** A product over nothing is the start itself. */
export function startOnly(m: i32, n: i32, c: usize, cRow: usize, start: i32, bias: usize): void {
  if (start === fromC) return
  for (let row = 0; row < m; row++) {
    if (start === fromBias) memory.copy(c + row * cRow, bias, 4 * n)
    else memory.fill(c + row * cRow, 0, 4 * n)
  }
}
