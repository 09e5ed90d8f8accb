/** Paper to draw on with finger, pen, mouse or keys. Each finished stroke asks anew. */
import { Contrast, Eraser, Undo } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import styles from './drawing.module.css'
import { inks, movedBy, onPaper, type Point, paint, paperSide, type Stroke } from './strokes.ts'

export function DrawingPad({ onPicture }: { readonly onPicture: (picture: Blob) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [strokes, setStrokes] = useState<readonly Stroke[]>([])
  /** The stroke under way. */
  const [stroke, setStroke] = useState<Stroke | null>(null)
  const [ink, setInk] = useState<keyof typeof inks>('dark')
  /** Where keys draw. */
  const [pen, setPen] = useState<Point>({ x: paperSide / 2, y: paperSide / 2 })
  const help = useId()
  useEffect(() => {
    if (canvas.current) paint(canvas.current, stroke ? [...strokes, stroke] : strokes, inks[ink])
  }, [strokes, stroke, ink])
  const put = (next: readonly Stroke[], with_ = ink) => {
    setStroke(null)
    setStrokes(next)
    if (!canvas.current || next.length === 0) return
    paint(canvas.current, next, inks[with_])
    canvas.current.toBlob((picture) => picture && onPicture(picture), 'image/png')
  }
  const finish = () => {
    if (stroke) put([...strokes, stroke])
  }
  const undo = () => put(strokes.slice(0, -1))
  const turn = () => {
    const next = ink === 'dark' ? 'light' : 'dark'
    setInk(next)
    put(strokes, next)
  }
  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    setStroke([placeOf(event)])
  }
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    if (stroke && event.buttons > 0) setStroke([...stroke, placeOf(event)])
  }
  const press = (event: KeyboardEvent) => {
    const next = movedBy(event.key, pen, event.shiftKey)
    if (next) {
      setPen(next)
      if (stroke) setStroke([...stroke, next])
    } else if (event.key === ' ') {
      if (stroke) finish()
      else setStroke([pen])
    } else if (event.key === 'Backspace') undo()
    else return
    event.preventDefault()
  }
  return (
    <>
      <div
        className={styles.paper}
        data-pen={stroke ? 'down' : 'up'}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys draw here too
        tabIndex={0}
        aria-label="Paper to draw on"
        aria-describedby={help}
        onKeyDown={press}
        onBlur={finish}
      >
        <canvas
          ref={canvas}
          width={paperSide}
          height={paperSide}
          data-input="drawing"
          data-strokes={strokes.length}
          onPointerDown={down}
          onPointerMove={move}
          onPointerUp={finish}
          onPointerCancel={finish}
        />
        <span
          className={styles.pen}
          style={{ left: `${(100 * pen.x) / paperSide}%`, top: `${(100 * pen.y) / paperSide}%` }}
          aria-hidden="true"
        />
      </div>
      <div className={styles.row}>
        <Button variant="quiet" icon={Undo} data-action="undo-stroke" isDisabled={strokes.length === 0} onPress={undo}>
          Undo
        </Button>
        <Button
          variant="quiet"
          icon={Eraser}
          data-action="clear-drawing"
          isDisabled={strokes.length === 0}
          onPress={() => put([])}
        >
          Clear
        </Button>
        <Button variant="quiet" icon={Contrast} data-action="turn-ink" onPress={turn}>
          {ink === 'dark' ? 'White on black' : 'Black on white'}
        </Button>
      </div>
      <p id={help} className={styles.keys}>
        By keyboard: arrow keys move the pen, Space puts it down and lifts it, Backspace undoes.
      </p>
    </>
  )
}

function placeOf({ currentTarget, clientX, clientY }: PointerEvent<HTMLCanvasElement>): Point {
  const { left, top, width, height } = currentTarget.getBoundingClientRect()
  return onPaper({ x: ((clientX - left) * paperSide) / width, y: ((clientY - top) * paperSide) / height })
}
