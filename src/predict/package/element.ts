/**
 * `<thaw-model src="…">`: a model as an element of a page, from the folder that was exported, or from a page that Thaw
 * made of a model, which is shown in a frame. It is asked by `predict`.
 * On a server, which writes pages and has no elements, the file may be imported, and does nothing.
 */
import { framedModel } from './framed.ts'
import { load } from './index.ts'
import type { Answer, Model, PredictOptions, Question } from './types.ts'

/** A server has none, and makes none of these. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement

export class ThawModel extends Base {
  static readonly observedAttributes = ['src']
  private opening: Promise<Model> | null = null
  /** Of the models that were opened, the number of the one that is wanted. */
  private wanted = 0

  get src(): string {
    return this.getAttribute('src') ?? ''
  }

  set src(address: string) {
    this.setAttribute('src', address)
  }

  /** Settles when the model can be asked. */
  get ready(): Promise<Model> {
    if (this.src === '') return Promise.reject(new Error('<thaw-model> has no src: the address of a folder or a page.'))
    if (!this.isConnected) return Promise.reject(new Error('<thaw-model> is not in the page yet.'))
    this.opening ??= this.open()
    return this.opening
  }

  async predict(question: Question, options?: PredictOptions): Promise<Answer> {
    const asked = this.ready
    const model = await asked
    // Its address may have changed meanwhile.
    return this.opening === asked ? model.predict(question, options) : this.predict(question, options)
  }

  connectedCallback(): void {
    if (this.src !== '') this.ready.catch(() => {}) // its event tells
  }

  disconnectedCallback(): void {
    this.close()
  }

  attributeChangedCallback(): void {
    this.close()
    if (this.isConnected) this.connectedCallback()
  }

  private async open(): Promise<Model> {
    const address = new URL(this.src, document.baseURI).href
    const own = ++this.wanted
    try {
      const model = await (/\.html?$/.test(new URL(address).pathname) ? this.framed(address) : load(address))
      if (own === this.wanted) this.dispatchEvent(new CustomEvent('ready', { detail: aboutOf(model) }))
      return model
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (own === this.wanted) this.dispatchEvent(new ErrorEvent('error', { error, message }))
      throw error
    }
  }

  private framed(address: string): Promise<Model> {
    const frame = document.createElement('iframe')
    frame.src = address
    frame.title = this.title || 'Model'
    frame.allow = 'camera'
    this.replaceChildren(frame)
    return framedModel(frame, address)
  }

  /** What is being opened still is let go once it is there. */
  private close(): void {
    this.wanted++
    this.opening?.then((model) => model.dispose()).catch(() => {})
    this.opening = null
    this.replaceChildren()
  }
}

function aboutOf({ task, input, labels }: Model): object {
  return { task, input, labels }
}

const { customElements: registry } = globalThis as { readonly customElements?: CustomElementRegistry }
if (registry && !registry.get('thaw-model')) registry.define('thaw-model', ThawModel)
