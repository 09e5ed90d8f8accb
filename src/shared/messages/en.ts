/**
 * Every error and notice of the engine and of what it shares with the page, in English. A second language is a file like
 * this one that satisfies `Language`. An error has two sentences: what happened and was received, and what the person
 * can do next. A key is stored in the records of runs: it is never given to another message.
 */
import { answers } from './en/answers.ts'
import { coach } from './en/coach.ts'
import { conversations } from './en/conversations.ts'
import { data } from './en/data.ts'
import { exports } from './en/exports.ts'
import { models } from './en/models.ts'
import { page } from './en/page.ts'
import { runs } from './en/runs.ts'

export const en = {
  errors: {
    ...data.errors,
    ...models.errors,
    ...runs.errors,
    ...coach.errors,
    ...conversations.errors,
    ...answers.errors,
    ...exports.errors,
    ...page.errors,
  },
  notices: {
    ...data.notices,
    ...models.notices,
    ...runs.notices,
    ...coach.notices,
    ...conversations.notices,
    ...answers.notices,
    ...exports.notices,
    ...page.notices,
  },
}
