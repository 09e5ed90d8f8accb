/** The registry of cases: what is measured side by side, one line a row. */
import type { Case } from './case.ts'
import { features } from './features.ts'
import { generation } from './generation.ts'
import { languageModel } from './languageModel.ts'
import { pictures } from './pictures.ts'
import { texts } from './texts.ts'

export const cases: Readonly<Record<number, Case>> = {
  1: features,
  2: texts,
  3: generation,
  4: pictures,
  7: languageModel,
}
