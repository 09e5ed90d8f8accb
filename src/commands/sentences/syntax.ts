/** A source file as a tree, by the parser that Vite brings. */
import { parseSync } from 'vite'

/** A node of the tree as ESTree and its extensions for TypeScript and JSX name it. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** @throws Error when the file cannot be parsed. */
export function parseSource(file: string, source: string): SyntaxNode {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}.`)
  return program as unknown as SyntaxNode
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** The node in a field; null where there is none. */
export function childOf(node: SyntaxNode | null, field: string): SyntaxNode | null {
  const child = node?.[field]
  return isNode(child) ? child : null
}

/** The nodes in a field that holds a list. */
export function childrenOf(node: SyntaxNode | null, field: string): readonly SyntaxNode[] {
  const children = node?.[field]
  return Array.isArray(children) ? children.filter(isNode) : []
}

/** An identifier's name, or a literal's text; empty for others. */
export function nameOf(node: SyntaxNode | null): string {
  return String(node?.name ?? (typeof node?.value === 'string' ? node.value : ''))
}
