// Texts that say nearly the same, held to a comparison of every text with every other.
import { expect, test } from 'vitest'
import { alikeTexts } from '../../../src/engine/data/alikeTexts.ts'
import { groupBy } from '../../../src/engine/data/groupBy.ts'
import { createPace } from '../../../src/engine/data/pace.ts'
import { ThawError } from '../../../src/shared/messages/errors.ts'
import { seeded } from '../../../src/shared/random.ts'

const pace = () => createPace(new AbortController().signal)

test('runs of words count whatever their case, punctuation, width and script', async () => {
  const alike = [
    ['The cat sat on the mat, didn’t it?', 'the CAT — sat on the mat; didn’t it'],
    ['ｔｈｅ ｃａｔ ｓａｔ here', 'The cat sat here!'],
    ['今日はとても良い天気です', '今日はとても良い天気です。'],
    ['𠮷野家で牛丼を食べた', '𠮷野家で牛丼を食べた！'],
    ['Привет, мир вокруг нас', 'привет мир вокруг нас'],
    ['two words', 'Two   words.'],
  ]
  for (const pair of alike) expect(await alikeTexts(pair, pace())).toEqual([[0, 1]])
  const apart = [
    ['the cat sat on the mat', 'the dog lay under the table'],
    ['two words', 'words two'],
    ['', '!!!'],
    ['今日は良い天気です', '明日は雨が降るでしょう'],
  ]
  for (const pair of apart) expect(await alikeTexts(pair, pace())).toEqual([])
})

test('every pair with four fifths in common is found, and no other', async () => {
  const random = seeded(5)
  const pick = (most: number) => Math.floor(random.next() * most)
  const texts: string[] = []
  for (let text = 0; text < 600; text++) {
    const earlier = texts[pick(texts.length)]
    const words = earlier && pick(2) ? earlier.split(' ') : Array.from({ length: 4 + pick(60) }, () => `w${pick(40)}`)
    for (let change = pick(4); change > 0; change--) words[pick(words.length)] = `w${pick(40)}`
    texts.push(words.join(' '))
  }
  const sets = texts.map((text) => {
    const words = text.split(' ')
    return new Set(words.slice(2).map((_, at) => words.slice(at, at + 3).join(' ')))
  })
  const root = texts.map((_, at) => at)
  const rootOf = (at: number): number => (root[at] === at ? at : rootOf(root[at] as number))
  for (const [a, one] of sets.entries())
    for (const [b, other] of sets.slice(0, a).entries()) {
      const common = [...one].filter((run) => other.has(run)).length
      if (common / (one.size + other.size - common) >= 0.8)
        root[Math.max(rootOf(a), rootOf(b))] = Math.min(rootOf(a), rootOf(b))
    }
  const groups = groupBy(root.keys(), rootOf)
  const wanted = [...groups.values()].filter(({ length }) => length > 1)
  expect(wanted.length).toBeGreaterThan(50)
  expect(await alikeTexts(texts, pace())).toEqual(wanted)
})

test('thirty thousand texts of one template end soon, as one group', async () => {
  const texts = Array.from(
    { length: 30_000 },
    (_, n) => `${'thank you for your order of our finest goods '.repeat(8)}${n}`,
  )
  const began = process.cpuUsage()
  const groups = await alikeTexts(texts, pace())
  const spent = process.cpuUsage(began)
  expect(groups.map(({ length }) => length)).toEqual([30_000])
  // It takes half a second; comparing all with all would take an hour.
  expect((spent.user + spent.system) / 1e6).toBeLessThan(20)
})

test('a comparison that is cancelled ends', async () => {
  const controller = new AbortController()
  const texts = Array.from({ length: 100_000 }, (_, n) => `text number ${n} of very many that are compared`)
  const over = alikeTexts(texts, createPace(controller.signal))
  setTimeout(() => controller.abort(), 30)
  const error = await over.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ThawError)
  expect((error as ThawError).code).toBe('cancelled')
})
