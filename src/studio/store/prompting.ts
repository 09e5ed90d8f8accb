/** Continuing prompts, joined to the page's store. It comes with the screen that asks for it, after the first one. */
import { promptActions } from './promptActions.ts'
import { actions } from './studio.ts'

export const prompting = actions.by(promptActions)
