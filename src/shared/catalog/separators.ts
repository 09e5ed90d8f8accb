/** What may stand between the cells of a table: one row each, with the name by which a person asks for it. */

export interface SeparatorCard {
  /** The mark itself, or the name of a run of blanks. */
  readonly mark: ',' | ';' | '\t' | '|' | '^' | '~' | '\x01' | 'spaces' | 'columns'
  readonly title: string
}

export const separators = {
  comma: { mark: ',', title: 'Commas' },
  semicolon: { mark: ';', title: 'Semicolons' },
  tab: { mark: '\t', title: 'Tabs' },
  pipe: { mark: '|', title: 'Pipes ( | )' },
  caret: { mark: '^', title: 'Carets ( ^ )' },
  tilde: { mark: '~', title: 'Tildes ( ~ )' },
  control: { mark: '\x01', title: 'Control-A' },
  spaces: { mark: 'spaces', title: 'Spaces' },
  columns: { mark: 'columns', title: 'Runs of spaces' },
} as const satisfies Record<string, SeparatorCard>

export type SeparatorId = keyof typeof separators

export const separatorIds = Object.keys(separators) as readonly SeparatorId[]

/** By its name, or as the mark itself; null for anything else. */
export function namedSeparator(name: string): SeparatorId | null {
  const wanted = name === '\\t' ? '\t' : name.toLowerCase()
  return separatorIds.find((id) => id === wanted || separators[id].mark === wanted) ?? null
}
