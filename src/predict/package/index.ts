/** `thaw-predict`: opens a model that was exported by Thaw, in a page, a worker or Node, and answers as the studio does. */
import { load as open, type PredictModel } from '../load.ts'
import { filesOf } from './filesOf.ts'
import { readCode } from './readCode.ts'
import type { Answer, Model, PixelsOfPicture, PredictOptions, Question, Source } from './types.ts'

export type { Answer, Model, PixelsOfPicture, PredictOptions, Question, Share, Source } from './types.ts'

export async function load(source: Source): Promise<Model> {
  const model = await open(await filesOf(source), { read: readCode })
  const { task, input, labels, dispose } = model
  return { task, input, labels, dispose, predict: (question, options) => answered(model, question, options) }
}

async function answered(model: PredictModel, question: Question, options: PredictOptions = {}): Promise<Answer> {
  if (model.continues && typeof question === 'string') {
    const { text } = await model.continueText(question, options)
    return { kind: 'text', text }
  }
  if (typeof question === 'string' || isPair(question)) return model.predict(question)
  if (question instanceof Blob) return model.predict(question)
  return isPixels(question) ? model.predictPixels(question) : model.predictFrame(question)
}

function isPair(question: Question): question is readonly [string, string] {
  return Array.isArray(question)
}

/** What a browser draws has no pixels to read. */
function isPixels(question: Exclude<Question, string>): question is PixelsOfPicture {
  return 'data' in question && question.data instanceof Uint8ClampedArray
}
