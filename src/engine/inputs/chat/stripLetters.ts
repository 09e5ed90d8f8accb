/**
 * `strip`, `lstrip` and `rstrip` with the letters that they take away, as Python has them and Qwen's templates ask for.
 * The library drops the argument and takes away all white space; so such a call becomes one of our own functions.
 */
import { isRecord } from '../../isRecord.ts'

/** By the names that `withStripping` calls them. No template can name them, for their signs. */
export const stripping: Readonly<Record<string, (text: string, letters: string) => string>> = {
  '@strip': (text, letters) => strippedEnd(strippedBeginning(text, letters), letters),
  '@lstrip': strippedBeginning,
  '@rstrip': strippedEnd,
}

/** Changes a parsed template in place. */
export function withStripping(node: unknown): void {
  if (Array.isArray(node)) for (const each of node) withStripping(each)
  if (!isRecord(node)) return
  Object.values(node).forEach(withStripping)
  const { type, callee, args } = node
  if (type !== 'CallExpression' || !isRecord(callee) || !Array.isArray(args) || args.length === 0) return
  if (callee.type !== 'MemberExpression' || callee.computed === true || !isRecord(callee.property)) return
  const name = `@${callee.property.value}`
  if (!Object.hasOwn(stripping, name)) return
  Object.assign(node, { callee: { type: 'Identifier', value: name }, args: [callee.object, ...args] })
}

function strippedBeginning(text: string, letters: string): string {
  const signs = [...text]
  const from = signs.findIndex((sign) => !letters.includes(sign))
  return from < 0 ? '' : signs.slice(from).join('')
}

function strippedEnd(text: string, letters: string): string {
  const signs = [...text]
  return signs.slice(0, signs.findLastIndex((sign) => !letters.includes(sign)) + 1).join('')
}
