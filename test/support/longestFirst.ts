/** The order of test files: those that take longest begin first, so that no core idles at the end of a tier. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Longest first; on two cores each takes half a minute or more. */
const longest = [
  'browser/survival',
  'browser/runs',
  'browser/camera',
  'browser/screens',
  'browser/tour',
  'browser/home',
  'browser/text',
  'browser/compare',
  'browser/evaluate',
  'browser/use',
  'browser/adapters',
  'browser/webgpuKernels',
  'browser/references',
  'browser/backends',
  'browser/lostDevice',
  'engine/tuning/conformance',
  'engine/run/textRuns',
  'engine/run/resume',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files.filter((file) => placeOf(file) < 0))
    const known = files.filter((file) => placeOf(file) >= 0).sort((a, b) => placeOf(a) - placeOf(b))
    return [...known, ...others]
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  return longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`))
}
