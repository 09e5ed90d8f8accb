/**
 * The document of a page that is a single file. Nothing of the person or the model stands in it as text but its title and
 * its language: all else is packed. Its policy lets nothing be fetched from anywhere, and no script run but the first.
 */
import type { DeployedPage } from '../../../shared/domain/deployedPage.ts'

export interface PageParts {
  readonly page: DeployedPage
  readonly style: string
  readonly boot: string
  /** Base64, in pieces. */
  readonly packed: readonly string[]
}

export async function pageHtml({ page, style, boot, packed }: PageParts): Promise<Blob> {
  const script = inline(boot)
  const { words } = page
  const length = packed.reduce((sum, piece) => sum + piece.length, 0)
  const said = { length: String(length), damaged: words.damaged, old: words.tooOld }
  const data = Object.entries(said).map(([key, value]) => ` data-${key}="${escaped(value)}"`)
  const head = [
    '<!doctype html>',
    `<html lang="${escaped(page.language)}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy(await digest(script))}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(page.title)}</title><link rel="icon" href="data:,">`,
    `<style>${style.replaceAll('</', '<\\/')}</style>`,
    `<script>${script}</script></head>`,
    `<body><div id="thaw"${data.join('')}><p>${escaped(words.loading)}</p></div>`,
    '<script type="text/plain" id="thaw-packed">',
  ]
  return new Blob([head.join('\n'), ...packed, '</script></body></html>\n'], { type: 'text/html' })
}

/** Scripts of memory are those that the first one has unpacked; what is connected to is the compiled code, of memory too. */
function policy(boot: string): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${boot}' blob: 'wasm-unsafe-eval'`,
    "style-src 'unsafe-inline'",
    'img-src blob: data:',
    'media-src blob:',
    'connect-src blob:',
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return btoa(String.fromCharCode(...new Uint8Array(hash)))
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
