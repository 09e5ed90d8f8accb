/** An engine that answers as it is told, over a real message channel and Comlink; it can be killed and silenced. */
import { expose } from 'comlink'
import type { NamedFile } from '../../src/shared/domain/files.ts'
import type { Answer, CallName, EngineEndpoint, Parameters } from '../../src/shared/wire/calls.ts'
import type { EngineEvent } from '../../src/shared/wire/events.ts'
import { giveFiles } from '../../src/shared/wire/handedFiles.ts'
import type { EngineWorker } from '../../src/studio/client/engineLife.ts'

export type Reply = (parameters: never) => unknown
export type Replies = Partial<Record<CallName, Reply>>

/** For a call that is never answered. */
export const never = () => new Promise<never>(() => {})

export class FakeEngine {
  readonly asked: { name: CallName; parameters: unknown }[] = []
  /** How many files each message handed over. */
  readonly handed: number[] = []
  readonly worker: EngineWorker
  terminated = false
  readonly #page: MessagePort
  readonly #connected: Promise<(event: EngineEvent) => unknown>

  constructor(replies: Replies) {
    const { port1, port2 } = new MessageChannel()
    let connect: EngineEndpoint['connect'] = () => {}
    this.#page = port1
    this.#connected = new Promise((resolve) => {
      connect = resolve
    })
    const { asked, handed: sizes } = this
    let handed: { readonly number: number; readonly files: (readonly NamedFile[])[] } | null = null
    const endpoint: EngineEndpoint = {
      connect: (onEvent) => connect(onEvent),
      hand(number, files) {
        if (handed?.number !== number) handed = { number, files: [] }
        handed.files.push(files)
        sizes.push(files.length)
      },
      async call<Name extends CallName>(name: Name, given: Parameters<Name>, number?: number): Promise<Answer<Name>> {
        const parameters = handed?.number === number && handed ? giveFiles(given, handed.files.flat()) : given
        asked.push({ name, parameters })
        return (await replies[name]?.(parameters as never)) as Answer<Name>
      },
    }
    expose(endpoint, port2)
    this.worker = Object.assign(port1, {
      terminate: () => {
        this.terminated = true
        port1.close()
      },
    })
  }

  /** Resolves once the page has heard it. */
  async emit(event: EngineEvent): Promise<void> {
    await (await this.#connected)(event)
  }

  crash(): void {
    this.#page.dispatchEvent(new Event('error'))
  }
}

/** An answer of success. */
export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value }
}
