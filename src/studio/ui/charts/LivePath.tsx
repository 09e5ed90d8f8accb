// A line of a chart that follows every batch. Recharts lays the whole chart out anew for every change of its data,
// which is too much several times a second; so this line takes the chart's scales and draws only itself.
import { memo, useMemo } from 'react'
import { type ScaleFunction, useXAxisScale, useYAxisScale } from 'recharts'
import { decimate, type Point } from './decimate.ts'

export interface LivePathProps {
  readonly points: readonly Point[]
  readonly colour: string
  readonly dash?: string | undefined
}

const mostPoints = 200

/** To be rendered inside a chart. */
export const LivePath = memo(function LivePath({ points, colour, dash }: LivePathProps) {
  const x = useXAxisScale()
  const y = useYAxisScale()
  const drawn = useMemo(() => (x && y ? pathOf(decimate(points, mostPoints), x, y) : ''), [points, x, y])
  return <path d={drawn} fill="none" stroke={colour} strokeWidth={1.25} strokeDasharray={dash} strokeLinejoin="round" />
})

function pathOf(points: readonly Point[], x: ScaleFunction, y: ScaleFunction): string {
  return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${tenth(x(point.x))} ${tenth(y(point.y))}`).join('')
}

/** A tenth of a pixel is as fine as anyone sees. */
function tenth(pixels: number | undefined): number {
  return Math.round(10 * (pixels ?? 0)) / 10
}
