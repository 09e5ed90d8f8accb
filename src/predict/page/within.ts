/** What is waited for, or null once it has not come for so many milliseconds. */
export function within<Value>(patience: number, waited: Promise<Value>): Promise<Value | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), patience)
    waited.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
