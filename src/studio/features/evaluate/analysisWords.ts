// What the analyses say, in plain words.
import type { CoveragePoint } from '../../../shared/metrics/coverage.ts'
import { shareText } from '../../../tasks/taskFigures.ts'
import type { ExampleWords } from '../../store/taskWords.ts'

/** What the calibration errors before and after mean, and what a temperature does. */
export function calibrationWords(before: number, after: number | null, temperature: number | null): string {
  const now = `Its confidence is off by ${before.toFixed(3)} on average (expected calibration error).`
  if (temperature === null || after === null)
    return `${now} This run saved no validation answers, so no temperature can be fitted.`
  if (temperature === 1) return `${now} No temperature makes the validation answers better calibrated.`
  const tone = temperature > 1 ? 'It is too sure' : 'It is not sure enough'
  const gain =
    after < before ? `lowers that to ${after.toFixed(3)}` : `makes that ${after.toFixed(3)}, which is no better`
  return `${now} ${tone}: a temperature of ${temperature.toFixed(2)}, fitted on the validation examples and never on the test, ${gain}.`
}

/** "At this threshold it answers 71 of 80 pictures, with an accuracy of 0.958; 9 are left to a person." */
export function coverageWords({ kept, accuracy }: CoveragePoint, rows: number, { one, many }: ExampleWords): string {
  const of = `${rows.toLocaleString('en')} ${rows === 1 ? one : many}`
  if (accuracy === null) return `At this threshold it answers none of ${of}.`
  const rest = rows - kept
  const left =
    rest === 0
      ? 'none is left for a person'
      : `${rest.toLocaleString('en')} ${rest === 1 ? 'is' : 'are'} left for a person`
  return `At this threshold it answers ${kept.toLocaleString('en')} of ${of}, with an accuracy of ${shareText(accuracy)}; ${left}.`
}

/** How many runs these test examples have judged, and why that matters. Opening one of them again tells nothing new. */
export function testViewWords({ runs }: { readonly runs: number }): string {
  return runs > 1
    ? `This test has judged ${runs} runs. With each one its score becomes a little too high, because you may choose settings that happen to suit it.`
    : 'This is the first run that this test has judged. Nothing was chosen by it yet.'
}

/** Where in the picture most of the heat lies, for those who do not see it: "the upper left", "the middle". */
export function heatPlace(heat: Float32Array, side: number): string {
  const thirds = new Float64Array(9)
  heat.forEach((value, index) => {
    const row = Math.min(2, Math.floor((3 * Math.floor(index / side)) / side))
    const column = Math.min(2, Math.floor((3 * (index % side)) / side))
    const place = 3 * row + column
    thirds[place] = (thirds[place] ?? 0) + value
  })
  const most = thirds.indexOf(Math.max(...thirds))
  return places[most] ?? 'the middle'
}

const places = [
  'the upper left',
  'the top',
  'the upper right',
  'the left',
  'the middle',
  'the right',
  'the lower left',
  'the bottom',
  'the lower right',
]
