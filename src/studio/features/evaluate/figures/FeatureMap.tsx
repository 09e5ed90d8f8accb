// One plane of features with a mark for each example. The pointer finds the mark next to it, so that a thousand marks
// need no listeners; who uses no pointer steps through the examples beside the map.
import { memo, type PointerEvent, useMemo } from 'react'
import { classMark } from './classMarks.ts'
import styles from './FeatureMap.module.css'
import { fitted, nearest, type Position } from './plotPoints.ts'

export interface FeatureMapProps {
  readonly title: string
  readonly summary: string
  readonly points: readonly Position[]
  /** Class of each point. */
  readonly classes: readonly number[]
  /** Index of the point that is marked in both maps. */
  readonly pointed: number | null
  readonly onPoint: (index: number | null) => void
  readonly onOpen: (index: number) => void
}

const size = { width: 320, height: 260 }
const reach = 14

export function FeatureMap({ title, summary, points, classes, pointed, onPoint, onOpen }: FeatureMapProps) {
  const places = useMemo(() => fitted(points, size), [points])
  const at = pointed === null ? undefined : places[pointed]
  const under = (event: PointerEvent<SVGSVGElement>) => nearest(places, placeOf(event), reach)
  const open = (event: PointerEvent<SVGSVGElement>) => {
    const index = under(event)
    if (index !== null) onOpen(index)
  }
  return (
    <figure className={styles.figure} aria-label={summary}>
      <figcaption className={styles.caption}>{title}</figcaption>
      <svg
        className={styles.map}
        viewBox={`0 0 ${size.width} ${size.height}`}
        aria-hidden="true"
        data-over={pointed !== null || undefined}
        onPointerMove={(event) => onPoint(under(event))}
        onPointerUp={open}
      >
        <Marks places={places} classes={classes} />
        {at && <circle className={styles.ring} cx={at[0]} cy={at[1]} r="8" />}
      </svg>
    </figure>
  )
}

const Marks = memo(function Marks({
  places,
  classes,
}: {
  readonly places: readonly Position[]
  readonly classes: readonly number[]
}) {
  return places.map(([x, y], index) => {
    const { colour, shape } = classMark(classes[index] ?? 0)
    // biome-ignore lint/suspicious/noArrayIndexKey: a point has no other name, and points never move
    return <path key={index} d={shape} fill={colour} transform={`translate(${x} ${y})`} />
  })
})

/** In the picture's own coordinates. */
function placeOf({ currentTarget, clientX, clientY }: PointerEvent<SVGSVGElement>): Position {
  const { left, top, width, height } = currentTarget.getBoundingClientRect()
  return [((clientX - left) / width) * size.width, ((clientY - top) / height) * size.height]
}
