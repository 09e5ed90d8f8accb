/** The one thing to do in a chapter. */
import { BookOpen, Play } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { occupation } from '../../store/occupied.ts'
import { selectAll, selectCurrentModel } from '../../store/selectors.ts'
import { useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Choices } from '../../ui/Choices.tsx'
import { formatPercent } from '../../ui/format.ts'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { useFocusKept } from '../../ui/useFocusKept.ts'
import { useSay } from '../../ui/useSay.ts'
import {
  type Chapter,
  type ChapterId,
  chapterIds,
  chapterOf,
  headAlone,
  optionLabel,
  type TourOption,
  thawOption,
  tourModel,
} from './chapters.ts'
import { ThawLine } from './ThawLine.tsx'
import styles from './tour.module.css'
import { bring, choose, openTest, othersWork, trainOption } from './tourActions.ts'
import { latestOf, scoreOf, type TourRun } from './tourRun.ts'
import type { TourState } from './tourStore.ts'
import { UnderWay } from './UnderWay.tsx'

interface TryProps {
  readonly chapter: Chapter
  readonly tour: TourState
}

export function ChapterTry(props: TryProps) {
  const { id } = props.chapter
  const box = useRef<HTMLElement>(null)
  useFocusKept(box)
  return (
    <section ref={box} tabIndex={-1} className={styles.try} aria-label="Try it" data-try={id}>
      {id === 'test' ? (
        <KeepOne {...props} />
      ) : id === 'thawing' ? (
        <MoveLine {...props} />
      ) : (
        <ChooseOption {...props} />
      )}
      {props.tour.error && <ErrorNotice error={props.tour.error} />}
    </section>
  )
}

/** Tiles, one of which is trained with. The one that was not tried yet is proposed. */
function ChooseOption({ chapter, tour }: TryProps) {
  const { id, legend = '', options } = chapter
  const tried = latestOf(tour.runs, id)
  const proposed = options.find(({ value }) => !tried.some(({ option }) => option === value)) ?? options[0]
  const option = options.find(({ value }) => value === tour.chosen[id]) ?? proposed
  const choices = options.map(({ value, label, note }) => ({ value, label, note }))
  if (!option) return null
  return (
    <>
      <Choices
        kind="one"
        name={`tour-${id}`}
        legend={legend}
        choices={choices}
        chosen={[option.value]}
        onChoose={([value]) => value !== undefined && choose(id, value)}
        disabled={tour.under !== null}
      />
      <Train chapter={id} option={option} tour={tour} />
    </>
  )
}

function MoveLine({ tour }: TryProps) {
  const standing = useStudio(selectCurrentModel)
  const model = standing?.id === tourModel ? standing : null
  const blocks = model?.blocks.length ?? 0
  const thawed = Math.min(blocks, Number(tour.chosen.thawing ?? 0))
  return (
    <>
      {model ? (
        <>
          <ThawLine
            model={model}
            thawed={thawed}
            movable={tour.under === null}
            onMove={(next) => choose('thawing', String(next))}
          />
          <Train chapter="thawing" option={thawOption(thawed, blocks)} tour={tour} />
        </>
      ) : (
        <Asked tour={tour} icon={<BookOpen size={16} aria-hidden="true" />} label="Fetch the network" work={bring} />
      )}
    </>
  )
}

function KeepOne({ tour }: TryProps) {
  const runs = chapterIds.flatMap((id) => latestOf(tour.runs, id))
  if (runs.length === 0)
    return (
      <>
        <p className={styles.words}>There is no run to choose yet. Train a head first.</p>
        <Train chapter="head" option={headAlone} tour={tour} />
      </>
    )
  const chosen = runs.find(({ id }) => id === tour.chosen.test)
  const shown = runs.find(({ id }) => id === tour.opened.at(-1))
  return (
    <>
      <Choices
        kind="one"
        name="tour-test"
        legend={chapterOf('test').legend ?? ''}
        choices={runs.map((run) => ({
          value: run.id,
          label: nameOf(run),
          note: `${formatPercent(scoreOf(run))} in validation`,
        }))}
        chosen={chosen ? [chosen.id] : []}
        onChoose={([id]) => id !== undefined && choose('test', id)}
      />
      <div className={styles.row}>
        <Button
          variant={shown ? 'plain' : 'primary'}
          data-action="tour-open-test"
          isDisabled={!chosen || chosen.id === shown?.id}
          onPress={() => chosen && openTest(chosen.id)}
        >
          Open its test
        </Button>
        {!chosen && <span className={styles.hint}>Choose a run first.</span>}
      </div>
    </>
  )
}

function nameOf({ chapter, option }: TourRun): string {
  const label = optionLabel(chapter, option)
  if (chapter === 'head') return `Head, ${label.toLowerCase()}`
  return chapter === 'rate' ? `3 blocks, ${label.toLowerCase()}` : label
}

/** The button that trains, or how far the training is. */
function Train({
  chapter,
  option,
  tour,
}: {
  readonly chapter: ChapterId
  readonly option: TourOption
  readonly tour: TourState
}) {
  const { epochs } = option.fields
  return (
    <Asked
      tour={tour}
      icon={<Play size={16} aria-hidden="true" />}
      label={`Train for ${epochs} epochs`}
      hint="An epoch is one pass over the training pictures."
      primary={!latestOf(tour.runs, chapter).some((run) => run.option === option.value)}
      work={() => trainOption(chapter, option)}
    />
  )
}

interface AskedProps {
  readonly tour: TourState
  readonly icon: ReactNode
  readonly label: string
  readonly hint?: string
  readonly primary?: boolean
  readonly work: () => Promise<unknown>
}

/** Work that may replace what the person has in the studio: she is asked before that happens. */
function Asked({ tour, icon, label, hint = '', primary = true, work }: AskedProps) {
  const { say } = useSay()
  const state = useStudio(selectAll)
  const others = othersWork(state, tour).join(', ')
  const busy = occupation(state)
  const [asking, setAsking] = useState(false)
  const notice = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (asking) notice.current?.focus()
  }, [asking])
  const fetching = busy?.key === 'dataBeingRead' || busy?.key === 'modelBeingLoaded'
  if (tour.under !== null || fetching) return <UnderWay tour={tour} />
  if (asking)
    return (
      <div ref={notice} tabIndex={-1} className={styles.asking} data-asking>
        <Notice variant="warning">
          <p>
            <strong>This replaces {others}.</strong> Your runs stay saved in Runs, and your settings on Tune stay as
            they are.
          </p>
          <div className={styles.row}>
            <Button
              variant="primary"
              data-action="tour-replace"
              onPress={() => {
                setAsking(false)
                void work()
              }}
            >
              Replace and go on
            </Button>
            <Button data-action="tour-keep" onPress={() => setAsking(false)}>
              Keep my work
            </Button>
          </div>
        </Notice>
      </div>
    )
  return (
    <div className={styles.row}>
      <Button
        variant={primary ? 'primary' : 'plain'}
        data-action="tour-train"
        isDisabled={busy !== null}
        onPress={() => (others === '' ? void work() : setAsking(true))}
      >
        {icon}
        {label}
      </Button>
      <span className={styles.hint}>{busy === null ? hint : say(busy)}</span>
    </div>
  )
}
