/** What somebody else's code asks a model with: a text, two, what a browser draws, or pixels. */
import type { PredictModel } from './load.ts'
import type { Answer, PixelsOfPicture, PredictOptions, Question } from './package/types.ts'
import { pixelsGiven } from './pixels.ts'

/** @throws Error for what no model is asked with, and ThawError `model-mismatch` for what this one is not. */
export async function answered(model: PredictModel, question: Question, options: PredictOptions = {}): Promise<Answer> {
  if (model.continues && typeof question === 'string') {
    const { text } = await model.continueText(question, options)
    return { kind: 'text', text }
  }
  if (typeof question === 'string' || isPair(question)) return model.predict(question)
  if (typeof question !== 'object' || question === null)
    throw new Error(`A model is asked with a picture, a text or two texts in a list, and got ${String(question)}.`)
  if (isPixels(question)) return model.predictPixels(pixelsGiven(question))
  if (!('createImageBitmap' in globalThis)) throw new Error(noPictures)
  return question instanceof Blob ? model.predict(question) : model.predictFrame(question)
}

const noPictures =
  'Pictures are decoded by browsers, and this is none. Decode it first, with the package sharp for example, and give its pixels: { width, height, data } with three or four bytes each.'

function isPair(question: Question): question is readonly [string, string] {
  return Array.isArray(question)
}

/** What a browser draws has no pixels to read. */
function isPixels(question: Exclude<Question, string>): question is PixelsOfPicture {
  return 'data' in question
}
