/**
 * Every message of the catalogue in words. The types that an entry gives its parameters say what to fill in: each is
 * said for one and for many, with and without what may be missing, so that a wrong plural shows.
 */
import { en } from '../../shared/messages/en.ts'
import { say, speak } from '../../shared/messages/say.ts'
import { childOf, childrenOf, nameOf, parseSource, type SyntaxNode } from './syntax.ts'

/**
 * Key → what it says, each once, of the messages that one file of the catalogue holds.
 *
 * @param words what the catalogue's files share: types that their parameters may have
 */
export function sayMessages(source: string, words: string): ReadonlyMap<string, readonly string[]> {
  speak(en)
  const types = new ParameterTypes([words, source].map((each) => parseSource('en.ts', each)))
  const entries = Object.entries({ ...en.errors, ...en.notices }) as unknown as readonly Entry[]
  const own = entries.filter(([key]) => types.has(key))
  return new Map(own.map(([key, say]) => [key, variantsOf(say, types.of(key))]))
}

type Entry = readonly [key: string, words: (parameters: unknown, speak: typeof say) => string | readonly string[]]

/** How a sample is chosen: the largest and the smallest that a type holds. */
type Size = 'many' | 'one'

function variantsOf(words: Entry[1], samples: (size: Size, turn: number) => unknown): readonly string[] {
  const said = (['many', 'one'] as const).flatMap((size) =>
    [0, 1].map((turn) => [words(samples(size, turn), say)].flat().join(' ')),
  )
  return [...new Set(said)]
}

class ParameterTypes {
  private readonly named = new Map<string, SyntaxNode | null>()
  private readonly entries = new Map<string, SyntaxNode>()

  constructor(programs: readonly SyntaxNode[]) {
    for (const statement of programs.flatMap((program) => childrenOf(program, 'body')))
      this.read(childOf(statement, 'declaration') ?? statement)
  }

  has(key: string): boolean {
    return this.entries.has(key)
  }

  /** Makes the sample parameters of a message. @param turn which of the alternatives of a union or a switch. */
  of(key: string): (size: Size, turn: number) => unknown {
    const entry = this.entries.get(key) ?? null
    const [first = null] = childrenOf(entry, 'params')
    const type = childOf(childOf(first, 'typeAnnotation'), 'typeAnnotation')
    return (size, turn) => this.sample(type, { name: key, size, turn })
  }

  private read(node: SyntaxNode): void {
    const name = nameOf(childOf(node, 'id'))
    if (node.type === 'TSTypeAliasDeclaration') this.named.set(name, childOf(node, 'typeAnnotation'))
    if (node.type === 'TSInterfaceDeclaration') this.named.set(name, childOf(node, 'body'))
    for (const each of childrenOf(node, 'declarations')) this.readTables(childOf(each, 'init'))
  }

  /** `{ errors: { key: (parameters) => … }, notices: { … } }` */
  private readTables(init: SyntaxNode | null): void {
    for (const table of childrenOf(childOf(init, 'expression'), 'properties'))
      for (const entry of childrenOf(childOf(table, 'value'), 'properties')) {
        const words = childOf(entry, 'value')
        if (words) this.entries.set(nameOf(childOf(entry, 'key')), words)
      }
  }

  private sample(type: SyntaxNode | null, about: { name: string; size: Size; turn: number }): unknown {
    const { name, size, turn } = about
    const one = size === 'one'
    if (type === null) return {}
    const members = childrenOf(type, type.type === 'TSInterfaceBody' ? 'body' : 'members')
    switch (type.type) {
      case 'TSStringKeyword':
        return `⟨${name}⟩`
      case 'TSNumberKeyword':
        return numberOf(name, one)
      case 'TSBooleanKeyword':
        return turn === 0
      case 'TSNullKeyword':
        return null
      case 'TSTypeOperator':
        return this.sample(childOf(type, 'typeAnnotation'), about)
      case 'TSArrayType':
        return Array.from({ length: one ? 1 : 2 }, () => this.sample(childOf(type, 'elementType'), about))
      case 'TSTupleType':
        return childrenOf(type, 'elementTypes').map((each) =>
          this.sample(childOf(each, 'elementType') ?? each, { ...about, name: nameOf(childOf(each, 'label')) || name }),
        )
      case 'TSUnionType': {
        const types = childrenOf(type, 'types')
        return this.sample(types[Math.min(turn, types.length - 1)] ?? null, about)
      }
      case 'TSIntersectionType':
        return Object.assign({}, ...childrenOf(type, 'types').map((each) => this.sample(each, about)))
      case 'TSTypeReference':
        return this.reference(nameOf(childOf(type, 'typeName')), about)
      default:
        return Object.fromEntries(
          members.map((member) => {
            const field = nameOf(childOf(member, 'key'))
            return [
              field,
              this.sample(childOf(childOf(member, 'typeAnnotation'), 'typeAnnotation'), { ...about, name: field }),
            ]
          }),
        )
    }
  }

  private reference(type: string, about: { name: string; size: Size; turn: number }): unknown {
    const one = about.size === 'one'
    if (type === 'Message') return { key: 'recorded', parameters: { text: `⟨${about.name}⟩` } }
    if (type === 'Few') return { shown: one ? ['⟨name⟩'] : ['⟨name⟩', '⟨name⟩'], more: one ? 0 : 12_345 }
    if (type === 'Noun') return ['text', 'texts']
    return this.sample(this.named.get(type) ?? null, about)
  }
}

/** A share, a rate or a status is no count; a limit is never one. */
function numberOf(name: string, one: boolean): number {
  if (name === 'status') return 404
  if (/^(?:\w*[rR]ate|dropout|share|temperature|coldest|hottest|minimum|maximum|value|common)$/.test(name)) return 0.25
  const isLimit = /^(?:most|limit|places|side|width|height|patch|picture|times|tokens)$/.test(name)
  return one && !isLimit ? 1 : 12_345
}
