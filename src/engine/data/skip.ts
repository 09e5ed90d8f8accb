/** Thrown where one file cannot be used; the reader lists it with the reason and goes on to the next. */
export class Skip extends Error {
  override readonly name = 'Skip'
}
