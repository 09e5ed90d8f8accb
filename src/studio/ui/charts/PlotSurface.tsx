// What a person touches of a chart: the pointer or the arrow keys move the crosshair of all charts, dragging or + and −
// zoom, 0 shows everything again. To those who listen it is a slider that reads the values out.
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { type Range, zoomed } from './chartScale.ts'
import { type SharedView, usePointed } from './chartView.ts'
import styles from './TraceChart.module.css'

export interface PlotSurfaceProps {
  readonly label: string
  readonly view: SharedView
  readonly shown: Range
  readonly whole: Range
  /** The values at a place, in words. */
  readonly describe: (x: number) => string
}

/** Of what is shown: how far an arrow key moves the crosshair, and with Shift. */
const small = 0.01
const large = 0.1
/** A shorter drag is a click. */
const shortestDrag = 6

export function PlotSurface({ label, view, shown, whole, describe }: PlotSurfaceProps) {
  const pointed = usePointed(view)
  const drag = useDrag(view, shown)
  const now = pointed ?? shown[1]
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`${label}: read along the run`}
      aria-valuemin={shown[0]}
      aria-valuemax={shown[1]}
      aria-valuenow={Math.min(shown[1], Math.max(shown[0], now))}
      aria-valuetext={describe(now)}
      aria-keyshortcuts="Plus - 0"
      className={styles.surface}
      onKeyDown={(event) => onKey(event, view, shown, whole)}
      onBlur={() => view.setState({ pointed: null })}
      onDoubleClick={() => view.setState({ range: null })}
      {...drag.handlers}
    >
      {drag.box && <div className={styles.selection} style={drag.box} />}
    </div>
  )
}

function onKey(event: KeyboardEvent, view: SharedView, shown: Range, whole: Range): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const next = afterKey(event, view.getState().pointed ?? shown[1], shown, whole)
  if (!next) return
  event.preventDefault()
  view.setState(next)
}

function afterKey({ key, shiftKey }: KeyboardEvent, at: number, shown: Range, whole: Range) {
  const move = (shiftKey ? large : small) * (shown[1] - shown[0])
  const to = (x: number) => ({ pointed: Math.min(shown[1], Math.max(shown[0], x)) })
  switch (key) {
    case 'ArrowLeft':
      return to(at - move)
    case 'ArrowRight':
      return to(at + move)
    case 'Home':
      return to(shown[0])
    case 'End':
      return to(shown[1])
    case '+':
    case '=':
      return { range: zoomed(shown, 0.5, whole, at) }
    case '-':
    case '_':
      return { range: zoomed(shown, 2, whole, at) }
    case '0':
      return { range: null }
    case 'Escape':
      return { pointed: null }
    default:
      return null
  }
}

interface Drag {
  /** Pixels from the surface's left edge. */
  readonly from: number
  readonly to: number
}

function useDrag(view: SharedView, shown: Range) {
  const [drag, setDrag] = useState<Drag | null>(null)
  const width = useRef(1)
  const place = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    width.current = Math.max(1, box.width)
    return Math.min(box.width, Math.max(0, event.clientX - box.left))
  }
  const valueAt = (pixels: number) => shown[0] + (pixels / width.current) * (shown[1] - shown[0])
  const end = () => {
    setDrag(null)
    if (!drag || Math.abs(drag.to - drag.from) < shortestDrag) return
    const [from, to] = [valueAt(drag.from), valueAt(drag.to)].sort((a, b) => a - b)
    if (from !== undefined && to !== undefined) view.setState({ range: [from, to] })
  }
  return {
    box: drag && { left: Math.min(drag.from, drag.to), width: Math.abs(drag.to - drag.from) },
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        const at = place(event)
        setDrag({ from: at, to: at })
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const at = place(event)
        view.setState({ pointed: valueAt(at) })
        if (drag) setDrag({ ...drag, to: at })
      },
      onPointerUp: end,
      onPointerCancel: () => setDrag(null),
      // A finger that is lifted has pointed; a mouse that has gone points no more.
      onPointerLeave: ({ pointerType }: PointerEvent<HTMLElement>) => {
        if (pointerType === 'mouse') view.setState({ pointed: null })
      },
    },
  }
}
