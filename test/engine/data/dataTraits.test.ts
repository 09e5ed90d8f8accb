// What data look like: of small stand-ins, of the samples, and of data that may lie beside the project.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dataTraits, textTraits } from '../../../src/engine/data/dataTraits.ts'
import { samples } from '../../../src/shared/catalog/sample.ts'
import type { TaskId } from '../../../src/tasks/ids.ts'
import { jpegBlob, pngBlob } from '../../support/nodeImages.ts'
import { read } from './archives.ts'

const signal = new AbortController().signal
const noisy = (x: number, y: number) => [(x * 37 + y * 91) % 256, (x * 13) % 256, (y * 7) % 256] as const

describe('pictures', () => {
  const traitsOf = (blobs: readonly Blob[]) =>
    dataTraits({ examples: blobs.map((blob, n) => picture(blob, n)) }, { signal })
  const several = <T>(count: number, make: () => T) => Array.from({ length: count }, make)

  test('a JPEG as large as a camera makes them is taken for a photograph, whatever its colours', async () => {
    expect(await traitsOf(several(3, () => jpegBlob(320, 240, noisy)))).toEqual(['photographs'])
    expect(await traitsOf(several(3, () => jpegBlob(128, 128)))).toEqual(['photographs'])
  })
  test('small ones and PNGs are not, however uneven', async () => {
    expect(await traitsOf(several(3, () => jpegBlob(127, 400, noisy)))).toEqual(['other-pictures'])
    expect(await traitsOf(several(3, () => pngBlob(320, 240, noisy)))).toEqual(['other-pictures'])
  })
  test('more than half of them decide, and a file that is no picture counts for neither', async () => {
    const [large, small, broken] = [jpegBlob(200, 200), jpegBlob(64, 64), new Blob(['no picture'])]
    expect(await traitsOf([large, small, large, broken, broken])).toEqual(['photographs'])
    expect(await traitsOf([large, small, broken])).toEqual(['other-pictures'])
    expect(await traitsOf([broken])).toEqual([])
  })
  test('of many a few are read, from all of the classes', async () => {
    let read = 0
    class Counted extends Blob {
      override arrayBuffer() {
        read++
        return super.arrayBuffer()
      }
    }
    const small = new Counted([await jpegBlob(64, 64).arrayBuffer()])
    const large = new Counted([await jpegBlob(200, 200).arrayBuffer()])
    expect(await traitsOf([...several(100, () => small), ...several(300, () => large)])).toEqual(['photographs'])
    expect(read).toBe(24)
  })
  test('looking at them stops when it is cancelled', async () => {
    const examples = [picture(jpegBlob(64, 64), 0)]
    await expect(dataTraits({ examples }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('texts', () => {
  test('English in any style is English', () => {
    const questions = [
      'How do I link the new card?',
      'Is there a limit for the amount I can top up?',
      'Where is my card',
    ]
    const lines = [
      'Shares of the bank fall after a loss',
      'Two held over theft from museum',
      'Rain likely in the north',
    ]
    const tweets = ['omg this plane is late AGAIN', 'thanks @air, you’re the best!!', 'lost my bag and nobody answers']
    for (const texts of [questions, lines, tweets])
      expect(textTraits(Array.from({ length: 8 }, () => texts).flat())).toEqual(['short-texts'])
  })
  test.each([
    ['German', 'Wie kann ich meine neue Karte mit dem Konto verbinden, die ich gerade von euch bekommen habe?'],
    ['Chinese', '我刚刚收到了新的银行卡，请问怎样才能把它绑定到我的账户上？'],
    ['Japanese', '新しいカードを受け取ったばかりですが、どうやって口座に登録すればいいですか。'],
    ['Russian', 'Как мне привязать к счёту новую карту, которую я только что от вас получил?'],
    ['Portuguese', 'Como é que eu faço a ligação do meu cartão novo, que acabei de receber, à conta do banco?'],
    ['Polish', 'Jak mam połączyć moją nową kartę, którą właśnie od was dostałem, i czy to jest do tego konta?'],
    [
      'Dutch',
      'Hoe is mijn nieuwe kaart, die ik net van jullie kreeg, aan de rekening te koppelen, en was dat in orde?',
    ],
    ['Danish', 'Hvordan kan jeg i dag få mit nye kort, som jeg har fået for at bruge det, ind på min konto?'],
  ])('%s is told from English', (_, text) => {
    expect(textTraits(Array.from({ length: 12 }, () => text))).toEqual(['other-language', 'short-texts'])
  })
  test('a few words say nothing of their language', () => {
    expect(textTraits(['Guten Tag', 'Auf Wiedersehen'])).toEqual(['short-texts'])
  })
  test('they are long where half of them have more words than a small model reads, or as many characters', () => {
    const prose = 'the night that they came from the sea with what they had found there '
    expect(textTraits([prose.repeat(9), prose.repeat(9), 'a short one'])).toEqual(['long-texts'])
    expect(textTraits([prose.repeat(9), 'a short one', 'and this'])).toEqual(['short-texts'])
    expect(textTraits(['海边的灯塔在夜里照亮了远方的船只'.repeat(6)])).toEqual(['other-language', 'long-texts'])
  })
})

test.each(samples)('the sample $name is told for what it is', async ({ path, task }) => {
  const said: Partial<Record<TaskId, string>> = {
    'image-classification': 'other-pictures',
    'text-generation': 'long-texts',
  }
  expect(await traitsOfFile(`public/${path}`)).toEqual([said[task] ?? 'short-texts'])
})

// Not part of the repository: looked at where they lie beside it.
const beside = '../shared/data/'
test.skipIf(!existsSync(beside)).each([
  ['flowers-small.zip', 'photographs'],
  ['movie-reviews.csv', 'short-texts'],
  ['banking77-20.csv', 'short-texts'],
])('of %s it is said that they are %s', async (name, trait) => {
  expect(await traitsOfFile(beside + name)).toEqual([trait])
})

async function traitsOfFile(path: string) {
  const file = new Blob([new Uint8Array(readFileSync(path))])
  return dataTraits(await read([{ path: path.split('/').at(-1) ?? path, file }]), { signal })
}

function picture(blob: Blob, n: number) {
  const target = { kind: 'class', class: 0 } as const
  return { path: `${n}`, target, split: null, content: { kind: 'image', blob }, digest: `${n}` } as const
}
