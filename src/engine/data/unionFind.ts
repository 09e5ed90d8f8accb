/** Which of many things belong together, when pairs of them are joined one after another. */
export interface UnionFind {
  find(item: number): number
  join(a: number, b: number): void
}

export function unionFind(items: number): UnionFind {
  const parents = Int32Array.from({ length: items }, (_, item) => item)
  const find = (item: number) => {
    let root = item
    while (parents[root] !== root) root = parents[root] as number
    for (let at = item; at !== root; ) {
      const next = parents[at] as number
      parents[at] = root
      at = next
    }
    return root
  }
  return {
    find,
    join(a, b) {
      const [one, other] = [find(a), find(b)]
      parents[Math.max(one, other)] = Math.min(one, other)
    },
  }
}

/** The groups of two or more, each ascending, by their first. */
export function groupsOf({ find }: UnionFind, items: number): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>()
  for (let item = 0; item < items; item++) {
    const root = find(item)
    const group = groups.get(root)
    if (group) group.push(item)
    else groups.set(root, [item])
  }
  return [...groups.values()].filter(({ length }) => length > 1)
}
