/** What is told of examples while a run goes on, as it stands in a record: apart from its types, so that the page has none of it. */
import * as v from 'valibot'
import { watchedClassSchema } from './classification/card.ts'
import { watchedLabelsSchema } from './multi-label/card.ts'
import { watchedNumberSchema } from './regression/card.ts'
import { watchedTagsSchema } from './token-classification/card.ts'

export const watchedSchema = v.union([watchedClassSchema, watchedLabelsSchema, watchedNumberSchema, watchedTagsSchema])
