/** Comparisons, joined to the page's store. They come with the screens that ask for them, after the first one. */
import { compareActions } from './compareActions.ts'
import { actions } from './studio.ts'

export const comparing = actions.by(compareActions)
