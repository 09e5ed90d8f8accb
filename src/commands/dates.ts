/**
 * `npm run dates -- FILE.jsonl`: 200 conversations with an answer that is right or wrong, a date as a person writes it and
 * the same as ISO 8601. What answers are worth after tuning is measured on them (docs/benchmarks.md).
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { seeded } from '../shared/random.ts'

export async function main([file]: string[]): Promise<number> {
  if (!file) {
    console.error('npm run dates -- FILE.jsonl')
    return 1
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(
    file,
    dateConversations(200)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join(''),
  )
  console.log(`200 conversations in ${file}`)
  return 0
}

export interface DateConversation {
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[]
}

/** No date twice; always the same ones. */
export function dateConversations(count: number): readonly DateConversation[] {
  const random = seeded(17)
  const dates = new Set<number>()
  while (dates.size < count) dates.add(Math.floor(random.next() * days))
  return Array.from(dates, (day, at) => {
    const date = new Date(Date.UTC(1900, 0, 1 + day))
    const question = `Write the date as ISO 8601: ${(forms[at % forms.length] as Form)(date)}`
    const answer = date.toISOString().slice(0, 10)
    return {
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: answer },
      ],
    }
  })
}

/** From 1900 to the end of 2029. */
const days = 47_482

type Form = (date: Date) => string

const months = 'January February March April May June July August September October November December'.split(' ')

const forms: readonly Form[] = [
  (date) => `${date.getUTCDate()} ${monthOf(date)} ${date.getUTCFullYear()}`,
  (date) => `${monthOf(date)} ${date.getUTCDate()}, ${date.getUTCFullYear()}`,
  (date) => `${date.getUTCDate()} ${monthOf(date).slice(0, 3)} ${date.getUTCFullYear()}`,
]

function monthOf(date: Date): string {
  return months[date.getUTCMonth()] as string
}
