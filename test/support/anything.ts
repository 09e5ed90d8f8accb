/**
 * A value that passes for a name, a count and a list of such, so that every entry of the catalogue can be asked for its
 * words without knowing its parameters.
 */
const name = 'something'
const count = 3

export const anything: unknown = new Proxy([], {
  get(_, asked) {
    if (asked === Symbol.toPrimitive) return (hint: string) => (hint === 'number' ? count : name)
    if (asked === 'toJSON') return () => name
    const list = [anything, anything]
    for (const value of [count, list, name] as const) {
      const own = (value as unknown as Record<PropertyKey, unknown>)[asked]
      if (typeof own === 'function') return own.bind(value)
      if (own !== undefined) return own
    }
    return anything
  },
})
