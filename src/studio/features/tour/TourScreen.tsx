/** How does it work?: the idea of fine-tuning in five chapters, each tried on a real network with real short runs. */
import { Check, ChevronLeft, ChevronRight, History, Printer, RotateCcw } from 'lucide-react'
import { type RefObject, useEffect, useRef } from 'react'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { classes } from '../../ui/classes.ts'
import { StepLayout } from '../../ui/StepLayout.tsx'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import { ChapterTry } from './ChapterTry.tsx'
import { type Chapter, type ChapterId, chapterOf, chapters, tourModelTitle } from './chapters.ts'
import { closingOf } from './closings.ts'
import { RunFigure } from './RunFigure.tsx'
import { TeacherNotes } from './TeacherNotes.tsx'
import styles from './tour.module.css'
import { after, before, beginAgain, showNotes, turnTo } from './tourActions.ts'
import { type TourState, useTour } from './tourStore.ts'

const selectAll = (state: TourState) => state

export function TourScreen() {
  const tour = useTour(selectAll)
  const heading = useRef<HTMLHeadingElement>(null)
  useHeadingFollowed(heading, `${tour.chapter} ${tour.notes}`)
  if (tour.notes) return <TeacherNotes heading={heading} />
  return (
    <StepLayout
      title="How does it work?"
      lead="Fine-tuning in five short chapters. In each you try one thing on a real network, on this device. About ten minutes. Skip what you know."
    >
      <ChapterList tour={tour} />
      {tour.chapter === null ? (
        <TheEnd heading={heading} tour={tour} />
      ) : (
        <ChapterPage key={tour.chapter} chapter={chapterOf(tour.chapter)} tour={tour} heading={heading} />
      )}
      <About />
    </StepLayout>
  )
}

/** Whoever turns the page, by whatever button, goes on from the heading that it turned to. */
function useHeadingFollowed(heading: RefObject<HTMLElement | null>, page: string): void {
  const shown = useRef(page)
  useEffect(() => {
    if (shown.current === page) return
    shown.current = page
    heading.current?.focus()
  }, [heading, page])
}

function ChapterList({ tour }: { readonly tour: TourState }) {
  return (
    <nav aria-label="Chapters">
      <ol className={styles.chapters}>
        {chapters.map(({ id, title }, index) => {
          const done = closingOf(id, tour)?.done ?? false
          return (
            <li key={id}>
              <button
                type="button"
                className={styles.chapterLink}
                data-chapter={id}
                data-done={done}
                aria-current={tour.chapter === id ? 'step' : undefined}
                onClick={() => turnTo(id)}
              >
                <span className={classes(styles.number, done && styles.seen)} aria-hidden="true">
                  {done ? <Check size={14} strokeWidth={3} /> : index + 1}
                </span>
                <span className={styles.chapterTitle}>{title}</span>
                {done && <VisuallyHidden>, done</VisuallyHidden>}
              </button>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

interface PageProps {
  readonly tour: TourState
  readonly heading: RefObject<HTMLHeadingElement | null>
}

function ChapterPage({ chapter, tour, heading }: PageProps & { readonly chapter: Chapter }) {
  const { id, title, minutes, words } = chapter
  const closing = closingOf(id, tour)
  return (
    <Card className={styles.chapter}>
      <div className={styles.head}>
        <p className={styles.place}>
          Chapter {chapters.indexOf(chapter) + 1} of {chapters.length}, about {minutes} minutes
        </p>
        <h2 ref={heading} tabIndex={-1} className={styles.heading} data-heading={id}>
          {title}
        </h2>
      </div>
      <div className={styles.words}>
        {words.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
      <ChapterTry chapter={chapter} tour={tour} />
      <RunFigure chapter={id} tour={tour} />
      <div className={styles.closing} role="status" data-closing={id} data-done={closing?.done ?? false}>
        {closing && (
          <>
            <h3>What you just saw</h3>
            <p>{closing.text}</p>
          </>
        )}
      </div>
      <Turning id={id} done={closing?.done ?? false} />
    </Card>
  )
}

function Turning({ id, done }: { readonly id: ChapterId; readonly done: boolean }) {
  const back = before(id)
  const next = after(id)
  const on = next === null ? 'Finish' : `Next: ${chapterOf(next).title}`
  return (
    <div className={styles.turning}>
      {back && (
        <Button variant="quiet" icon={ChevronLeft} data-action="tour-back" onPress={() => turnTo(back)}>
          Back
        </Button>
      )}
      <Button
        variant={done ? 'primary' : 'quiet'}
        icon={ChevronRight}
        data-action={done ? 'tour-next' : 'tour-skip'}
        onPress={() => turnTo(next)}
      >
        {done ? on : 'Skip this chapter'}
      </Button>
    </div>
  )
}

function TheEnd({ tour, heading }: PageProps) {
  const seen = chapters.flatMap((chapter) => {
    const closing = closingOf(chapter.id, tour)
    return closing?.done ? [{ chapter, closing }] : []
  })
  return (
    <Card className={styles.page}>
      <h2 ref={heading} tabIndex={-1} className={styles.heading} data-heading="end">
        That is the whole idea
      </h2>
      <p className={styles.words}>
        Take a network that has already learned to see. Freeze it and train a head. Thaw as much as your data can carry,
        in small steps. Choose by validation, and believe the test.
      </p>
      {seen.length > 0 && (
        <dl className={styles.seenList}>
          {seen.map(({ chapter, closing }) => (
            <div key={chapter.id}>
              <dt>{chapter.title}</dt>
              <dd>{closing.text}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className={styles.turning}>
        <Button variant="primary" data-action="tour-own-data" onPress={() => actions.goTo('data')}>
          Use your own pictures or texts
        </Button>
        <Button icon={RotateCcw} data-action="tour-again" onPress={beginAgain}>
          Begin again
        </Button>
      </div>
    </Card>
  )
}

function About() {
  return (
    <Card title="About the tour">
      <div className={styles.about}>
        <p>
          Nothing here is simulated. {tourModelTitle} and a sample of drawings are fetched from this site, and each run
          is trained on this device. In Runs they carry the tag “tour”, and can be deleted there.
        </p>
        <div className={styles.row}>
          <Button icon={History} data-action="tour-runs" onPress={() => actions.goTo('runs')}>
            See the runs
          </Button>
          <Button icon={Printer} data-action="teacher-notes" onPress={() => showNotes(true)}>
            Notes for teachers
          </Button>
        </div>
      </div>
    </Card>
  )
}
