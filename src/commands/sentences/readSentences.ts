/**
 * The sentences in a source file that may reach the screen: texts of JSX, and strings and templates that read as prose.
 * It is a sieve: what is compared, imported, a key, a type or an attribute that nobody reads falls through it. A value
 * that is put into a sentence stands as its expression in braces.
 */
import { childOf, childrenOf, isNode, nameOf, parseSource, type SyntaxNode } from './syntax.ts'

export function readSentences(file: string, source: string): readonly string[] {
  const sieve = new Sieve(source)
  sieve.visit(parseSource(file, source))
  return sieve.sentences
}

/** What a machine reads of an element. */
const silentAttributes =
  /^(?:className|id|key|role|type|style|href|src|rel|target|htmlFor|form|name|variant|slot|d|viewBox|data-.*|aria-(?:live|labelledby|describedby|controls|current|hidden))$/

const silentCalls = new Set(['internal', 'notice', 'ThawError', 'Error', 'RegExp', 'matchMedia', 'querySelector'])

class Sieve {
  readonly sentences: string[] = []
  private readonly source: string

  constructor(source: string) {
    this.source = source
  }

  visit(node: SyntaxNode): void {
    if (isSilent(node)) return
    if (node.type === 'JSXElement' || node.type === 'JSXFragment') {
      this.element(node)
      return
    }
    const words = this.words(node)
    if (words !== null && isProse(words)) this.add(words)
    for (const child of heardOf(node)) this.visit(child)
  }

  /** An element's own text is one sentence, with the elements inside it. */
  private element(node: SyntaxNode): void {
    const children = childrenOf(node, 'children')
    const speaks = children.some((child) => child.type === 'JSXText' && /\p{L}/u.test(nameOf(child)))
    if (speaks) this.add(this.textOf(node))
    const attributes = childrenOf(childOf(node, 'openingElement'), 'attributes')
    for (const child of [...attributes, ...children]) this.visit(child)
    for (const child of children) {
      const words = child.type === 'JSXExpressionContainer' ? this.words(childOf(child, 'expression')) : null
      if (!speaks && words !== null && /\p{L}{2}/u.test(words)) this.add(words)
    }
  }

  private textOf(node: SyntaxNode): string {
    if (node.type === 'JSXText') return nameOf(node)
    if (node.type !== 'JSXExpressionContainer')
      return childrenOf(node, 'children')
        .map((each) => this.textOf(each))
        .join('')
    const expression = childOf(node, 'expression')
    return this.words(expression) ?? this.held(expression)
  }

  /** A string's or a template's words; null for other expressions. */
  private words(node: SyntaxNode | null): string | null {
    if (node?.type === 'Literal') return typeof node.value === 'string' ? node.value : null
    if (node?.type !== 'TemplateLiteral') return null
    const held = childrenOf(node, 'expressions').map((each) => this.held(each))
    const parts = childrenOf(node, 'quasis').map(({ value }) => (value as { cooked: string }).cooked)
    return parts.map((part, index) => part + (held[index] ?? '')).join('')
  }

  private held(node: SyntaxNode | null): string {
    return node && node.type !== 'JSXEmptyExpression' ? `{${this.source.slice(node.start, node.end)}}` : ''
  }

  private add(words: string): void {
    const sentence = words.replace(/\s+/g, ' ').trim()
    if (sentence) this.sentences.push(sentence)
  }
}

function isSilent(node: SyntaxNode): boolean {
  const { type } = node
  if (type === 'JSXAttribute') return silentAttributes.test(nameOf(childOf(node, 'name')))
  if (type === 'CallExpression' || type === 'NewExpression') return silentCalls.has(calledName(node))
  if (type === 'BinaryExpression') return ['===', '!==', 'in'].includes(String(node.operator))
  return type.startsWith('Import') || (type.startsWith('TS') && !/As|Satisfies|NonNull/.test(type))
}

/** "say" of `say(…)`, and of `words.say(…)`. */
function calledName(node: SyntaxNode): string {
  const callee = childOf(node, 'callee')
  return nameOf(callee?.type === 'MemberExpression' ? childOf(callee, 'property') : callee)
}

/** The parts of a node that could speak: not its keys, types and labels. */
function heardOf(node: SyntaxNode): readonly SyntaxNode[] {
  const silent = ['key', 'source', 'typeAnnotation', 'typeArguments', 'property', 'quasis']
  const heard = node.type === 'SwitchCase' ? { consequent: node.consequent } : node
  const fields = Object.entries(heard).filter(([field]) => !silent.includes(field))
  return fields.flatMap(([, value]) => (Array.isArray(value) ? value : [value])).filter(isNode)
}

/** Two words, or one in a capital; no styles, paths of a drawing or addresses. */
function isProse(words: string): boolean {
  if (/var\(--|^\(|^https?:|^M[\d{]|^translate|=>|^\w+\/[\w{]/.test(words)) return false
  const own = words.replace(/\{[^}]*\}/g, '{')
  return (
    /\p{L}{2}.*\s.*\p{L}|\p{L}.*\s.*\p{L}{2}|\p{L}{3}.*\{|\{.*\p{L}{3}/su.test(own) ||
    /^\p{Lu}\p{Ll}+\p{P}?$/u.test(own)
  )
}
