/** How many pictures a person has taken, for whoever offers to go on with them: a note beside them, read at once. */

export interface KeptPictures {
  readonly classes: number
  readonly pictures: number
  /** Absent in what earlier versions noted. */
  readonly bytes?: number
}

const key = 'thaw.pictures.1'

/** Null where there are none. */
export function keptPictures(): KeptPictures | null {
  try {
    const noted: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    const { classes, pictures, bytes } = (noted ?? {}) as Partial<KeptPictures>
    return Number.isInteger(classes) && Number.isInteger(pictures) && Number(pictures) > 0
      ? {
          classes: Number(classes),
          pictures: Number(pictures),
          ...(Number.isInteger(bytes) && { bytes: Number(bytes) }),
        }
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
  for (const tell of onNoted) tell()
}

const onNoted = new Set<() => void>()

/** The last pictures may be stored after their screen was left. Returns the way to hear no more. */
export function whenPicturesAreNoted(then: () => void): () => void {
  onNoted.add(then)
  return () => void onNoted.delete(then)
}
