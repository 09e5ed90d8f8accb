import type { Snippet } from '../../shared/domain/exports.ts'

/** The lines of code that a README shows, each under the heading that stands above it. */
export function snippetsOf(markdown: string): Snippet[] {
  const snippets: Snippet[] = []
  let title = ''
  let open: { readonly language: string; readonly lines: string[] } | null = null
  for (const line of markdown.split('\n')) {
    const fence = /^```(\S*)/.exec(line)
    if (open && fence) {
      snippets.push({ title, language: open.language, code: open.lines.join('\n') })
      open = null
    } else if (open) open.lines.push(line)
    else if (fence) open = { language: fence[1] ?? '', lines: [] }
    else title = /^#{1,6} (.+)$/.exec(line)?.[1] ?? title
  }
  return snippets
}
