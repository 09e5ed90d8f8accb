/**
 * A page without a browser: a process of Node with Dawn on the drivers that `npm run gpu:drivers` prepared. It answers
 * as a page of playwright-core does to the little that is asked here: scripts are added, and expressions evaluated.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { driverFolder, isPrepared, nodeInFolder } from './driverFolder.ts'

export interface DriverPage {
  /** A classic script that sets the global of this name, as `pageScript` makes it. */
  addScript(content: string, name: string): Promise<void>
  /** What the expression, or the promise that it gives, comes to. */
  evaluate<Value>(expression: string): Promise<Value>
  close(): Promise<void>
}

/** @throws Error where the drivers are not prepared. */
export async function openDriverPage(): Promise<DriverPage> {
  const folder = driverFolder()
  if (!isPrepared(folder))
    throw new Error(`Expected drivers in ${folder.path}. Prepare them first: npm run gpu:drivers`)
  const host = fileURLToPath(new URL('driverHost.mjs', import.meta.url))
  const { file, given, environment } = nodeInFolder(folder, [host])
  const child = spawn(file, given, {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Values cross as they are, numbers that JSON does not know among them.
    serialization: 'advanced',
  })
  const page = new HostedPage(child)
  await page.evaluate('0')
  return page
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

class HostedPage implements DriverPage {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  readonly #ended: Promise<void>
  #asked = 0
  #said = ''
  #end: string | null = null

  constructor(child: ChildProcess) {
    this.#child = child
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (bytes) => {
        this.#said = `${this.#said}${bytes}`.slice(-2000)
      })
    child.on('message', (message) => this.#answered(message as Answer))
    this.#ended = new Promise((resolve) => {
      const end = (why: string) => {
        this.#end = why
        for (const { reject } of this.#waiting.values()) reject(this.#gone())
        this.#waiting.clear()
        resolve()
      }
      child.once('error', (error) => end(error.message))
      child.once('exit', (code, signal) => end(signal ?? String(code)))
    })
  }

  async addScript(content: string, name: string): Promise<void> {
    await this.#ask({ script: content, name })
  }

  async evaluate<Value>(expression: string): Promise<Value> {
    return (await this.#ask({ expression })) as Value
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  #ask(what: object): Promise<unknown> {
    if (this.#end !== null) return Promise.reject(this.#gone())
    const id = this.#asked++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#child.send({ id, ...what })
    })
  }

  #answered({ id, value, error }: Answer): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error === undefined) waiting?.resolve(value)
    else waiting?.reject(new Error(error))
  }

  #gone(): Error {
    return new Error(`The driver's process has ended (${this.#end}). It said last:\n${this.#said.trim()}`)
  }
}

interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly error?: string
}
