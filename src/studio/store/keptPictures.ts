/** How many pictures a person has taken, for whoever offers to go on with them: a note beside them, read at once. */

export interface KeptPictures {
  readonly classes: number
  readonly pictures: number
}

const key = 'thaw.pictures.1'

/** Null where there are none. */
export function keptPictures(): KeptPictures | null {
  try {
    const noted: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    const { classes, pictures } = (noted ?? {}) as Partial<KeptPictures>
    return Number.isInteger(classes) && Number.isInteger(pictures) && Number(pictures) > 0
      ? { classes: Number(classes), pictures: Number(pictures) }
      : null
  } catch {
    return null
  }
}

export function noteKeptPictures(kept: KeptPictures): void {
  try {
    localStorage.setItem(key, JSON.stringify(kept))
  } catch {
    // Full or forbidden: they are counted once their own screen is open.
  }
}
