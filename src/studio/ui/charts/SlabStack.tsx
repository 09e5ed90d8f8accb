// A stack of slabs parted by a line that can be dragged: below it everything is frozen, above it everything is warm.
// It knows nothing of networks; whoever uses it gives the words. Frozen and warm differ in shape (cut against round
// corners), in pattern (facets against waves) and in words, so that the picture reads without colour.
import { MoveVertical } from 'lucide-react'
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useMemo, useRef } from 'react'
import styles from './SlabStack.module.css'
import { nearestBoundary, placeSlabs, stackHeight } from './slabLayout.ts'

export interface Slab {
  readonly key: string
  readonly label: string
  /** What stands at the right end of the slab: a short number. */
  readonly note: string
  /** What stands there instead where there is little room. */
  readonly shortNote?: string
  /** Decides the height, softened by a square root. */
  readonly weight: number
  /** What of it is warm above the line; the whole of it where absent. */
  readonly part?: SlabPart
  /** 0 to 1, how brightly a warm slab glows; 0.5 when nothing is known. */
  readonly glow?: number
}
/** The rest of a slab stays ice: with a lit edge, a pair or tokens beside it, a thin layer upon it, or with nothing. */
export type SlabPart = 'whole' | 'edge' | 'pair' | 'layer' | 'tokens' | 'none'

export interface SlabZone {
  readonly word: string
  readonly detail: string
}
export interface SlabStackProps {
  readonly label: string
  /** From the bottom upwards. The last is always warm. */
  readonly slabs: readonly Slab[]
  /** How many slabs, from the bottom, are frozen. */
  readonly frozen: number
  readonly frozenZone: SlabZone
  readonly warmZone: SlabZone
  readonly top?: string
  readonly bottom?: string
  /** A smaller picture for a side column. */
  readonly compact?: boolean
  /** Absent for a picture that only shows. */
  readonly line?: {
    readonly label: string
    readonly valueText: string
    readonly onMove: (frozen: number) => void
  }
}

const gap = { full: 32, compact: 14 }
/** Below these heights, in pixels, words would not fit; below the last, an edge would be all there is. */
const roomForWords = { full: 17, compact: 15 }
const roomForEdges = 7

export function SlabStack(props: SlabStackProps) {
  const { slabs, frozen, compact = false } = props
  const size = compact ? 'compact' : 'full'
  const frame = useRef<HTMLDivElement>(null)
  const weights = useMemo(() => slabs.map((slab) => slab.weight), [slabs])
  const height = compact ? Math.min(320, 60 + slabs.length * 18) : stackHeight(slabs.length)
  const places = placeSlabs(weights, { below: frozen, height, gap: gap[size] })
  const boundary = (clientY: number) => {
    const top = frame.current?.getBoundingClientRect().top ?? 0
    return nearestBoundary(weights, clientY - top, { most: slabs.length - 1, height, gap: gap[size] })
  }
  return (
    <div className={`${styles.picture} ${compact ? styles.compact : ''}`}>
      {props.top && <p className={styles.end}>{props.top}</p>}
      <div ref={frame} className={styles.frame} style={{ height: places.height }}>
        <ol className={styles.slabs} aria-label={props.label}>
          {slabs.map((slab, index) => (
            <SlabItem
              key={slab.key}
              slab={slab}
              index={index}
              frozen={index < frozen}
              place={places.slabs[index]}
              wordy={(places.slabs[index]?.height ?? 0) >= roomForWords[size]}
              {...(props.line && { onPick: () => props.line?.onMove(pick(index, frozen, slabs.length)) })}
            />
          ))}
        </ol>
        {props.line && <Line {...props.line} y={places.line} frozen={frozen} most={slabs.length - 1} at={boundary} />}
        {!props.line && <div className={styles.still} style={{ transform: `translateY(${places.line}px)` }} />}
        <Zone zone={props.warmZone} from={0} to={places.line - gap[size] / 2} kind="warm" />
        {frozen > 0 && (
          <Zone zone={props.frozenZone} from={places.line + gap[size] / 2} to={places.height} kind="ice" />
        )}
      </div>
      {props.bottom && <p className={styles.end}>{props.bottom}</p>}
    </div>
  )
}

/** A frozen slab that is pressed thaws with all above it; a warm one freezes with all below it. */
function pick(index: number, frozen: number, count: number): number {
  return index < frozen ? index : Math.min(index + 1, count - 1)
}

function SlabItem({
  slab,
  index,
  frozen,
  place,
  wordy,
  onPick,
}: {
  slab: Slab
  index: number
  frozen: boolean
  place: { top: number; height: number } | undefined
  wordy: boolean
  onPick?: () => void
}) {
  const style: CSSProperties & Record<`--${string}`, string | number> = {
    height: place?.height ?? 0,
    transform: `translateY(${place?.top ?? 0}px)`,
    '--facet': `${(index * 61) % 100}%`,
    '--glow': `${Math.round(100 * (slab.glow ?? 0.5))}%`,
  }
  const part = frozen ? 'none' : (slab.part ?? 'whole')
  const state = stateOf[part]
  const thin = (place?.height ?? 0) < roomForEdges ? styles.thin : ''
  return (
    // The keyboard moves the line itself; pressing a slab is a second way for the pointer.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <li
      className={`${styles.slab} ${part === 'whole' ? styles.warm : styles.ice} ${thin} ${onPick ? styles.movable : ''}`}
      style={style}
      data-state={state}
      data-slab={slab.key}
      data-part={part}
      title={`${slab.label}, ${slab.note}, ${state}`}
      onClick={onPick}
    >
      {part !== 'whole' && part !== 'none' && <span className={styles.part} aria-hidden="true" />}
      <span className={wordy ? styles.words : styles.hidden}>
        <span className={styles.name}>{slab.label}</span>
        <span className={styles.note}>
          <span className={slab.shortNote ? styles.roomy : undefined}>{slab.note}</span>
          {slab.shortNote && <span className={styles.scarce}>{slab.shortNote}</span>}
        </span>
        <span className={styles.hidden}>, {state}</span>
      </span>
    </li>
  )
}

const stateOf: Record<SlabPart, string> = {
  whole: 'thawed',
  edge: 'partly thawed',
  pair: 'adapted',
  layer: 'adapted',
  tokens: 'adapted',
  none: 'frozen',
}

interface LineProps {
  label: string
  valueText: string
  onMove: (frozen: number) => void
  y: number
  frozen: number
  most: number
  at: (clientY: number) => number
}

function Line({ label, valueText, onMove, y, frozen, most, at }: LineProps) {
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const next = at(event.clientY)
    if (next !== frozen) onMove(next)
  }
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    const next = keyed(event.key, frozen, most)
    if (next === undefined) return
    event.preventDefault()
    if (next !== frozen) onMove(next)
  }
  return (
    <div
      className={styles.line}
      style={{ transform: `translateY(${y}px)` }}
      role="slider"
      tabIndex={0}
      data-thaw-line=""
      aria-label={label}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={most}
      aria-valuenow={frozen}
      aria-valuetext={valueText}
      onKeyDown={press}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
    >
      <span className={styles.grip} aria-hidden="true">
        <MoveVertical size={14} />
        {label}
      </span>
    </div>
  )
}

/** The slider's value is the height of the line, so that every key moves the line the way it points. */
function keyed(key: string, frozen: number, most: number): number | undefined {
  const page = Math.max(2, Math.round(most / 5))
  const moves: Record<string, number> = {
    ArrowUp: frozen + 1,
    ArrowRight: frozen + 1,
    ArrowDown: frozen - 1,
    ArrowLeft: frozen - 1,
    PageUp: frozen + page,
    PageDown: frozen - page,
    Home: 0,
    End: most,
  }
  const next = moves[key]
  return next === undefined ? undefined : Math.min(most, Math.max(0, next))
}

function Zone({ zone, from, to, kind }: { zone: SlabZone; from: number; to: number; kind: 'warm' | 'ice' }) {
  return (
    <div className={`${styles.zone} ${styles[kind]}`} style={{ transform: `translateY(${from}px)`, height: to - from }}>
      <span className={styles.zoneWords}>
        <strong>{zone.word}</strong>
        <span>{zone.detail}</span>
      </span>
    </div>
  )
}
