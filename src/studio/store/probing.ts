/** Trials before a run, joined to the page's store. They come with the screens that ask for them, after the first one. */
import { probeActions } from './probeActions.ts'
import { actions } from './studio.ts'

export const probing = actions.by(probeActions)
