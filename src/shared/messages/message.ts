/** What happened or was noticed, as data that can be stored and posted. Its words are made where a person reads them. */
export interface Message {
  readonly key: string
  readonly parameters: MessageParameters
}

/** Numbers, names and lists that the words hold; a message within a message is said in the same language. */
export type MessageParameters = { readonly [name: string]: MessageParameter }

export type MessageParameter =
  | string
  | number
  | boolean
  | null
  | undefined
  | Message
  | readonly MessageParameter[]
  | { readonly [name: string]: MessageParameter }

/** A message in words. */
export type Say = (message: Message) => string

/** Whether a value is a message, where it could be what was asked for. */
export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'key' in value && 'parameters' in value
}

/** Each message once. */
export function distinctMessages(messages: readonly Message[]): Message[] {
  return [...new Map(messages.map((message) => [writtenMessage(message), message])).values()]
}

/** Equal for equal messages. */
export function writtenMessage({ key, parameters }: Message): string {
  return JSON.stringify([key, parameters])
}
