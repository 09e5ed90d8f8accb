/** The first of many names, and how many more there are: a message of a thousand names stays small. */
export type Few = { readonly shown: readonly string[]; readonly more: number }

export function few(names: readonly string[], most = 3): Few {
  return { shown: names.slice(0, most), more: Math.max(0, names.length - most) }
}
