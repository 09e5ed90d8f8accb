import { useEffect, useRef, useState } from 'react'
import type { Explanation } from '../../../shared/wire/evaluationCalls.ts'
import { analysing } from '../../store/analysing.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { Button } from '../../ui/Button.tsx'
import { SelectField, SwitchField } from '../../ui/Field.tsx'
import { formatPercent } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import analysisStyles from './analysis.module.css'
import { heatPlace } from './analysisWords.ts'
import { nameOf } from './ExampleGallery.tsx'
import styles from './Why.module.css'

const selectAnalysis = ({ analysis }: StudioState) => analysis

export interface WhyProps {
  readonly example: number
  /** The class that is asked about. */
  readonly label: number
  readonly classes: readonly string[]
  readonly canAsk: boolean
  readonly onLabel: (label: number) => void
}

/** What in the example speaks for a class: gradient times input, asked when the person asks. */
export function Why({ example, label, classes, canAsk, onLabel }: WhyProps) {
  const { running, begun, explanation, error } = useStudio(selectAnalysis)
  const answer = explanation?.example === example && explanation.answer.label === label ? explanation.answer : null
  const asking = running === 'explain'
  const change = (value: string) => {
    onLabel(Number(value))
    if (explanation?.example === example) void analysing.explain(example, Number(value))
  }
  return (
    <>
      <h3>Why</h3>
      {canAsk ? (
        <div className={styles.ask}>
          <SelectField
            name="why-class"
            label="Reasons for"
            value={String(label)}
            disabled={asking}
            options={classes.map((name, index) => ({ value: String(index), label: name }))}
            onChange={change}
          />
          {!answer && (
            <Button
              data-action="explain"
              isDisabled={running !== null}
              onPress={() => void analysing.explain(example, label)}
            >
              {asking ? 'Looking …' : 'Show why'}
            </Button>
          )}
        </div>
      ) : (
        <p className={styles.quiet}>Another model is loaded now. Open this run again to see why.</p>
      )}
      {error && begun === 'explain' && <ErrorNotice error={error} onDismiss={actions.dismiss.analysis} />}
      <div aria-live="polite">{answer && <Answer answer={answer} name={nameOf(classes, label)} />}</div>
    </>
  )
}

function Answer({ answer, name }: { readonly answer: Explanation; readonly name: string }) {
  return (
    <div className={analysisStyles.stack} data-explanation={answer.kind}>
      {answer.kind === 'image' ? <HeatPicture answer={answer} name={name} /> : <Tokens answer={answer} />}
      <p className={styles.quiet}>
        It gives <bdi>{name}</bdi> {formatPercent(answer.probability)}. Marked is where a small change would change that
        most (gradient × input). It is a hint, not a proof.
      </p>
    </div>
  )
}

type ImageAnswer = Extract<Explanation, { kind: 'image' }>

function HeatPicture({ answer, name }: { readonly answer: ImageAnswer; readonly name: string }) {
  const [heat, setHeat] = useState(true)
  const place = heatPlace(answer.heat, answer.side)
  return (
    <>
      <div className={styles.picture}>
        <BlobImage
          blob={answer.picture}
          alt={`As the model sees it. The strongest reasons for ${name} are in ${place}.`}
        />
        {heat && <Heat answer={answer} />}
      </div>
      <div className={analysisStyles.row}>
        <span className={styles.scale}>
          matters little <span className={styles.ramp} aria-hidden="true" /> matters most
        </span>
        <SwitchField name="heat" label="Heat" value={heat} onChange={setHeat} />
      </div>
      <p>
        What speaks most for <bdi>{name}</bdi> lies in {place}.
      </p>
    </>
  )
}

function Heat({ answer: { heat, side } }: { readonly answer: ImageAnswer }) {
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = ref.current?.getContext('2d')
    if (!context) return
    const pixels = context.createImageData(side, side)
    heat.forEach((value, index) => {
      pixels.data.set([255, 214 - 150 * value, 64 - 50 * value, 235 * value], 4 * index)
    })
    context.putImageData(pixels, 0, 0)
  }, [heat, side])
  return (
    <span aria-hidden="true">
      <canvas ref={ref} width={side} height={side} />
    </span>
  )
}

function Tokens({ answer: { tokens } }: { readonly answer: Extract<Explanation, { kind: 'text' }> }) {
  return (
    <>
      <p className={styles.tokens} dir="auto">
        {tokens.map(({ text, weight }, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a text's tokens stand in its order and never move
            key={index}
            className={weight >= 0 ? styles.for : styles.against}
            style={{ '--weight': `${Math.round(100 * Math.abs(weight))}%` } as React.CSSProperties}
            data-faint={Math.abs(weight) < 0.15 || undefined}
            title={`${weight >= 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}`}
          >
            {text}
          </span>
        ))}
      </p>
      <p className={styles.scale}>
        <span className={styles.for} style={fullWeight}>
          + for it
        </span>
        <span className={styles.against} style={fullWeight}>
          − against it
        </span>
      </p>
      <p className={styles.quiet}>{strongest(tokens)}</p>
    </>
  )
}

const fullWeight = { '--weight': '70%' } as React.CSSProperties

/** The tokens that count most, with their signs, for those who see no colour. */
function strongest(tokens: readonly { readonly text: string; readonly weight: number }[]): string {
  const most = [...tokens].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, 5)
  const told = most.map(
    ({ text, weight }) => `“${text.trim()}” ${weight >= 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}`,
  )
  return `Matters most: ${told.join(', ')}.`
}
