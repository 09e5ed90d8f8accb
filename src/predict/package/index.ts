/** `thaw-predict`: opens a model that was exported by Thaw, in a page, a worker or Node, and answers as the studio does. */
import { answered } from '../answered.ts'
import { load as open } from '../load.ts'
import { speakWords } from '../words.ts'
import { filesOf } from './filesOf.ts'
import { inWords } from './plainErrors.ts'
import { readCode } from './readCode.ts'
import type { Model, Source } from './types.ts'

export type { Answer, Model, PixelsOfPicture, PredictOptions, Question, Share, Source } from './types.ts'

speakWords()

export async function load(source: Source): Promise<Model> {
  const model = await inWords(filesOf(source).then((files) => open(files, { read: readCode })))
  const { task, input, labels, dispose } = model
  return { task, input, labels, dispose, predict: (question, options) => inWords(answered(model, question, options)) }
}
