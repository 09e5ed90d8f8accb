/** How near written answers come to true ones, by the figures that question answering is judged by (SQuAD's, in words). */

export interface AnswerShares {
  readonly n: number
  readonly exactMatch: number
  readonly contains: number
  readonly json: number
  readonly f1: number
}

/** Of answers and the truths that they stand beside; white space around and between words does not count. */
export function answerScores(answers: readonly string[], truths: readonly string[]): AnswerShares {
  const n = truths.length
  const pairs = truths.map((truth, at) => [spaced(answers[at] ?? ''), spaced(truth)] as const)
  const mean = (of: (answer: string, truth: string) => number) =>
    n === 0 ? 0 : pairs.reduce((sum, [answer, truth]) => sum + of(answer, truth), 0) / n
  return {
    n,
    exactMatch: mean((answer, truth) => Number(answer === truth)),
    contains: mean((answer, truth) => Number(answer.includes(truth))),
    json: mean((answer) => Number(isJson(answer))),
    f1: mean(tokenF1),
  }
}

/** F1 of the words that both have, each as often as it stands in both; 1 where both have none. */
export function tokenF1(answer: string, truth: string): number {
  const [said, wanted] = [wordsOf(answer), wordsOf(truth)]
  if (said.length === 0 || wanted.length === 0) return Number(said.length === wanted.length)
  const left = new Map<string, number>()
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1)
  let both = 0
  for (const word of said) {
    const more = left.get(word) ?? 0
    if (more === 0) continue
    left.set(word, more - 1)
    both++
  }
  return (2 * both) / (said.length + wanted.length)
}

function spaced(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}

/** Without capitals and signs around. */
function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

/** An object or a list: a bare number or word parses too, and says nothing. */
function isJson(text: string): boolean {
  if (!/^[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
