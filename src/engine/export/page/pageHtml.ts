/**
 * The document of a page that is a single file, and of one that is a folder of them. Nothing of the person or the model
 * stands in it as text but its title and its language. Its policy lets nothing be fetched from anywhere else, and no
 * script run but those of the export.
 */
import { packedEnd, packedMark } from '../../../shared/catalog/packedFiles.ts'
import type { DeployedPage } from '../../../shared/domain/deployedPage.ts'
import { digest64, listId } from '../../../shared/wire/siteFiles.ts'

export interface PageParts {
  readonly page: DeployedPage
  readonly style: string
  readonly boot: string
  /** Base64, in pieces. */
  readonly packed: readonly string[]
}

export async function pageHtml({ page, style, boot, packed }: PageParts): Promise<Blob> {
  const { words } = page
  const length = packed.reduce((sum, piece) => sum + piece.length, 0)
  const said = { length: String(length), damaged: words.damaged, old: words.tooOld }
  const head = await headOf({ page, script: boot, own: '', style: `<style>${style.replaceAll('</', '<\\/')}</style>` })
  const body = [placeOf(page, said), packedMark]
  return html([[...head, ...body].join('\n'), ...packed, end])
}

export interface SiteParts {
  readonly page: DeployedPage
  readonly script: string
  readonly style: { readonly name: string; readonly digest: string }
  /** JSON without a "<". */
  readonly list: string
}

export async function siteHtml({ page, script, style, list }: SiteParts): Promise<Blob> {
  const link = `<link rel="stylesheet" href="${style.name}" integrity="sha256-${style.digest}">`
  const head = await headOf({ page, script, own: " 'self'", style: link })
  const body = [placeOf(page, { damaged: page.words.incomplete }), `<script type="application/json" id="${listId}">`]
  return html([[...head, ...body].join('\n'), list, end])
}

const end = `${packedEnd}</body></html>\n`

function html(parts: readonly string[]): Blob {
  return new Blob([...parts], { type: 'text/html' })
}

interface HeadParts {
  readonly page: DeployedPage
  readonly script: string
  /** Where files of its own may come from beside the document, with a space before it. */
  readonly own: '' | " 'self'"
  readonly style: string
}

async function headOf({ page, script, own, style }: HeadParts): Promise<readonly string[]> {
  const first = inline(script)
  return [
    '<!doctype html>',
    `<html lang="${escaped(page.language)}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy(await digest64(new TextEncoder().encode(first)), own)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(page.title)}</title><link rel="icon" href="data:,">`,
    style,
    `<script>${first}</script></head>`,
  ]
}

/** Where the page is going to be, with the words for whoever has to wait, or in vain. */
function placeOf({ words }: DeployedPage, said: Readonly<Record<string, string>>): string {
  const data = Object.entries(said).map(([key, value]) => ` data-${key}="${escaped(value)}"`)
  return `<body><div id="thaw"${data.join('')}><p>${escaped(words.loading)}</p></div>`
}

/** Scripts of memory are those that the first one has unpacked; what is connected to is the compiled code, of memory too. */
function policy(first: string, own: HeadParts['own']): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${first}'${own} blob: 'wasm-unsafe-eval'`,
    `style-src${own} 'unsafe-inline'`,
    'img-src blob: data:',
    'media-src blob:',
    `connect-src${own} blob:`,
    `worker-src${own} blob:`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** A script ends at the first of these, wherever in it they stand. */
function inline(script: string): string {
  return script.trim().replaceAll(/<(?=\/script|!--)/gi, '\\x3c')
}

export function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, (letter) => names[letter] ?? letter)
}
