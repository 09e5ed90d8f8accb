/** The analyses of Evaluate, joined to the page's store. They come with the screens that ask for them, after the first one. */
import { analysisActions } from './analysisActions.ts'
import { actions } from './studio.ts'

export const analysing = actions.by(analysisActions)
