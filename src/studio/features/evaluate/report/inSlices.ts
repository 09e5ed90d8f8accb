/** Does long work with the page's turns between its slices. */
export async function inSlices<T>(work: Generator<unknown, T, void>): Promise<T> {
  for (let slice = work.next(); ; slice = work.next()) {
    if (slice.done) return slice.value
    await new Promise((resolve) => setTimeout(resolve))
  }
}
