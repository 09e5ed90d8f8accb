/** Notes for whoever takes a class through the tour: a page that prints without the studio around it. */
import { ChevronLeft, Printer } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '../../ui/Button.tsx'
import { chapters } from './chapters.ts'
import styles from './teacherNotes.module.css'
import { teacherNotes } from './teacherNotes.ts'
import { showNotes } from './tourActions.ts'

const minutes = chapters.reduce((sum, chapter) => sum + chapter.minutes, 0)

export function TeacherNotes({ heading }: { readonly heading: RefObject<HTMLHeadingElement | null> }) {
  return (
    <article className={styles.notes} data-teacher-notes>
      <div className={styles.bar}>
        <Button icon={ChevronLeft} data-action="notes-back" onPress={() => showNotes(false)}>
          Back to the tour
        </Button>
        <Button variant="primary" icon={Printer} data-action="print-notes" onPress={() => print()}>
          Print
        </Button>
      </div>
      <h1 ref={heading} tabIndex={-1}>
        Notes for teachers
      </h1>
      <p className={styles.lead}>
        The tour “How does it work?” in Thaw takes about {minutes} minutes alone, and a lesson of 45 with the questions
        below. Each pupil or pair needs a computer with a browser. Nothing is installed, there are no accounts, and no
        data leaves the device. Figures differ a little from device to device: that is worth talking about.
      </p>
      {chapters.map(({ id, title, minutes: each }, index) => {
        const { aim, questions, hint } = teacherNotes[id]
        return (
          <section key={id} className={styles.chapter}>
            <h2>
              {index + 1}. {title} <span className={styles.minutes}>{each} minutes, and 5 to talk</span>
            </h2>
            <p>
              <strong>Aim.</strong> {aim}
            </p>
            <dl className={styles.questions}>
              {questions.map(([question, answer]) => (
                <div key={question}>
                  <dt>{question}</dt>
                  <dd>{answer}</dd>
                </div>
              ))}
            </dl>
            <p>
              <strong>In class.</strong> {hint}
            </p>
          </section>
        )
      })}
    </article>
  )
}
