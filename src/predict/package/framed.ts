/** A model whose page lies in a frame, asked by messages: the other end of `page/answerParent.ts`. */
import { type About, type Ask, replyIn, version } from '../conversation.ts'
import type { Answer, Model, PredictOptions, Question } from './types.ts'

/** Until its script runs, a page hears nothing: the first question is asked again. */
const again = 300
const patience = 60_000

/** @throws Error where the page is none of a model, or its model cannot be opened. */
export async function framedModel(frame: HTMLIFrameElement, address: string): Promise<Model> {
  const open = new Map<string, { resolve(answer: unknown): void; reject(error: Error): void }>()
  let asks = 0
  // A page in a file has no origin that could be named.
  const { origin } = new URL(address)
  const hear = ({ source, origin: from, data }: MessageEvent) => {
    const reply = replyIn(data)
    if (source !== frame.contentWindow || from !== origin || !reply) return
    const waiting = open.get(String(reply.id))
    open.delete(String(reply.id))
    if ('answer' in reply) waiting?.resolve(reply.answer)
    else waiting?.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }))
  }
  const close = () => {
    removeEventListener('message', hear)
    for (const { reject } of open.values()) reject(new Error('The frame of the model was closed.'))
    open.clear()
  }
  const post = (id: string, ask: Ask, more: object = {}) =>
    frame.contentWindow?.postMessage({ thaw: version, id, ask, ...more }, origin === 'null' ? '*' : origin)
  const asked = (ask: Ask, more?: object) =>
    new Promise<unknown>((resolve, reject) => {
      const id = String(++asks) // pages that are not secure draw no UUID
      open.set(id, { resolve, reject })
      post(id, ask, more)
    })
  addEventListener('message', hear)
  try {
    const { task, input, labels } = await aboutIt(() => asked('about') as Promise<About>, address)
    const predict = async (question: Question, options?: PredictOptions) =>
      (await asked('predict', { question: await posted(question), options: plain(options) })) as Answer
    return { task, input, labels, predict, dispose: close }
  } catch (error) {
    close()
    throw error
  }
}

function aboutIt(ask: () => Promise<About>, address: string): Promise<About> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearInterval(asking)
      clearTimeout(waiting)
    }
    const once = () =>
      ask().then(
        (about) => {
          end()
          resolve(about)
        },
        (error) => {
          end()
          reject(error)
        },
      )
    const asking = setInterval(once, again)
    const waiting = setTimeout(() => {
      end()
      reject(new Error(`"${address}" answers nothing. It has to be a page that Thaw made of a model.`))
    }, patience)
    void once()
  })
}

/** What cannot be posted is drawn. */
async function posted(question: Question): Promise<unknown> {
  const hidden = 'OffscreenCanvas' in globalThis && question instanceof OffscreenCanvas
  return hidden || question instanceof Element ? createImageBitmap(question as ImageBitmapSource) : question
}

function plain({ tokens, temperature, seed }: PredictOptions = {}): object {
  return { tokens, temperature, seed }
}
