// The report's own look, for screen and paper; nothing is fetched, so that the fonts are the reader's.
import { Html } from '../../../ui/html.ts'

export const reportCss = new Html(`
:root { color-scheme: light dark; --text: light-dark(#13202b, #e9f0f6); --muted: light-dark(#485b6b, #a9bac8);
  --line: light-dark(#d5dfe8, #2b3946); --page: light-dark(#fff, #0e151c); --one: light-dark(#0072b2, #56b4e9);
  --two: light-dark(#d55e00, #f28a3c); }
body { max-width: 960px; margin: 0 auto; padding: 32px 24px; background: var(--page); color: var(--text);
  font: 14px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 26px; line-height: 1.25; } h2 { margin: 32px 0 8px; font-size: 18px; } h3 { margin: 16px 0 4px; font-size: 14px; }
h1, td, th, dd, li, p { overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; } th, td { padding: 4px 8px; border-top: 1px solid var(--line); text-align: right; }
th { color: var(--muted); font-weight: 500; } tr > :first-child { text-align: left; }
.confusion td, .confusion th { text-align: center; } .confusion td { border: 1px solid var(--line); }
figure { margin: 8px 0; } figcaption { font-weight: 600; } .figures { display: grid; gap: 16px 24px; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); }
svg { width: 100%; max-width: 420px; height: auto; } svg text { fill: var(--muted); font-size: 12px; }
dl { display: grid; gap: 8px 24px; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); } dt { color: var(--muted); font-size: 12px; } dd { margin: 0; }
.mistakes { display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(130px, 1fr)); padding: 0; list-style: none; font-size: 12px; }
.mistakes img { width: 100%; border-radius: 6px; } blockquote { margin: 0 0 4px; } blockquote, td[dir] { white-space: pre-wrap; } .big { font-size: 40px; font-weight: 650; margin: 0; }
pre { padding: 12px; border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; font-size: 12px; }
.warning { padding-left: 8px; border-left: 3px solid var(--two); }
@media print { :root { color-scheme: light; } body { max-width: none; padding: 0; } section, figure, tr, li { break-inside: avoid; } section { break-inside: auto; } h2, h3 { break-after: avoid; } }
`)
