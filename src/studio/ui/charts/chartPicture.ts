/**
 * A chart as a PNG: its drawing with title and key, in the colours of the theme that is on. Everything is copied into
 * one drawing that needs nothing from outside, so that the canvas may be read back.
 */

const scale = 2
const padding = 16
const headHeight = 52
const copied = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-size',
  'font-weight',
  'text-anchor',
] as const

/** Null where there is no drawing yet. */
export async function pictureOf(figure: HTMLElement, title: string): Promise<Blob | null> {
  const plot = figure.querySelector<SVGSVGElement>('svg.recharts-surface')
  if (!plot) return null
  const { width, height } = plot.getBoundingClientRect()
  const size = { width: width + 2 * padding, height: height + headHeight + 2 * padding }
  const drawing = sheetOf(figure, size)
  drawing.append(textAt(title, { x: padding, y: padding + 14, size: 14, weight: 600 }, figure))
  appendKeys(drawing, figure)
  drawing.append(placed(frozenCopy(plot), { x: padding, y: padding + headHeight, width, height }))
  return painted(new XMLSerializer().serializeToString(drawing), size)
}

interface Size {
  readonly width: number
  readonly height: number
}

const svgSpace = 'http://www.w3.org/2000/svg'

function sheetOf(figure: HTMLElement, { width, height }: Size): SVGSVGElement {
  const drawing = document.createElementNS(svgSpace, 'svg')
  drawing.setAttribute('xmlns', svgSpace)
  drawing.setAttribute('width', String(width))
  drawing.setAttribute('height', String(height))
  drawing.setAttribute('font-family', 'Inter, system-ui, sans-serif')
  const ground = document.createElementNS(svgSpace, 'rect')
  ground.setAttribute('width', '100%')
  ground.setAttribute('height', '100%')
  ground.setAttribute('fill', groundOf(figure))
  drawing.append(ground)
  return drawing
}

function groundOf(figure: HTMLElement): string {
  const frame = figure.querySelector('svg.recharts-surface')?.closest('[class*="frame"]')
  return frame ? getComputedStyle(frame).backgroundColor : 'white'
}

/** The same elements with their looks as plain values: no variables, no classes. */
function frozenCopy(drawing: SVGSVGElement): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement
  const originals = [drawing, ...drawing.querySelectorAll('*')]
  const copies = [copy, ...copy.querySelectorAll('*')]
  for (const [index, original] of originals.entries()) {
    const style = getComputedStyle(original)
    const target = copies[index]
    for (const property of copied) target?.setAttribute(property, style.getPropertyValue(property))
    target?.removeAttribute('class')
    target?.removeAttribute('style')
  }
  return copy
}

function placed(drawing: SVGSVGElement, at: { x: number; y: number; width: number; height: number }): SVGSVGElement {
  for (const [name, value] of Object.entries(at)) drawing.setAttribute(name, String(value))
  return drawing
}

function appendKeys(drawing: SVGSVGElement, figure: HTMLElement): void {
  let x = padding
  for (const key of figure.querySelectorAll('[data-key]')) {
    const swatch = key.querySelector('svg')
    const label = key.getAttribute('data-key') ?? ''
    if (!swatch) continue
    drawing.append(placed(frozenCopy(swatch), { x, y: padding + 28, width: 24, height: 10 }))
    drawing.append(textAt(label, { x: x + 30, y: padding + 37, size: 12, weight: 400 }, figure))
    x += 30 + 7 * label.length + 20
  }
}

function textAt(
  words: string,
  { x, y, size, weight }: { x: number; y: number; size: number; weight: number },
  figure: HTMLElement,
): SVGTextElement {
  const text = document.createElementNS(svgSpace, 'text')
  const styles = { x, y, 'font-size': size, 'font-weight': weight, fill: getComputedStyle(figure).color }
  for (const [name, value] of Object.entries(styles)) text.setAttribute(name, String(value))
  text.textContent = words
  return text
}

async function painted(markup: string, { width, height }: Size): Promise<Blob | null> {
  const url = URL.createObjectURL(new Blob([markup], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
  } finally {
    URL.revokeObjectURL(url)
  }
}
