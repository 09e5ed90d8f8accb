/** Asks where data can be read in ways that are about as likely: each stands beside the other with what it gives. */
import type {
  CloseReadings as Close,
  Columns,
  OtherReading,
  PreviewRow,
  TableColumns,
  TableProposal,
} from '../../../../shared/domain/data.ts'
import type { Message } from '../../../../shared/messages/message.ts'
import { readingSettings } from '../../../../shared/recipe/readingOptions.ts'
import { taskCard } from '../../../../tasks/cards.ts'
import type { TaskId } from '../../../../tasks/ids.ts'
import { selectTask } from '../../../store/selectors.ts'
import { useStudio } from '../../../store/studio.ts'
import { Button } from '../../../ui/Button.tsx'
import { useSay } from '../../../ui/useSay.ts'
import styles from './CloseReadings.module.css'

interface Choosing {
  readonly locked: boolean
  readonly onChoose: (change: Partial<Columns>) => void
}
interface Props extends Choosing {
  readonly table: TableProposal
  readonly columns: TableColumns
}

type About = OtherReading['about']

export function CloseReadings({ table, columns, ...choosing }: Props) {
  const task = useStudio(selectTask)
  return (
    <Questions
      {...choosing}
      others={table.others}
      takenFor={(about) => takenReading(about, { table, columns, task })}
      words={questions}
    />
  )
}

/** The same of text files, which have no columns. */
export function CloseTexts({ close, ...choosing }: Choosing & { readonly close: Close }) {
  const task = useStudio(selectTask)
  const { others, preview } = close
  return (
    <Questions
      {...choosing}
      others={others}
      takenFor={() => ofTask(task, preview)}
      words={{ task: 'What should be learned from these texts?' }}
    />
  )
}

interface QuestionsProps extends Choosing {
  readonly others: readonly OtherReading[]
  readonly takenFor: (about: About) => OtherReading
  readonly words: Readonly<Partial<Record<About, string>>>
}

function Questions({ others: all, takenFor, words, locked, onChoose }: QuestionsProps) {
  return [...new Set(all.map(({ about }) => about))].map((about) => {
    const others = all.filter((other) => other.about === about)
    const taken = takenFor(about)
    return (
      <section key={about} className={styles.question} data-question={about} aria-labelledby={`question-${about}`}>
        <h3 id={`question-${about}`} data-ask>
          {words[about] ?? 'Which reading is right?'}
        </h3>
        <ul className={styles.readings}>
          {[taken, ...others].map((reading, at) => (
            <Reading
              key={reading.name}
              reading={reading}
              taken={at === 0}
              locked={locked}
              onChoose={() => onChoose(reading.ask)}
            />
          ))}
        </ul>
      </section>
    )
  })
}

const questions: Readonly<Partial<Record<About, string>>> = {
  label: 'Which column holds the label?',
  number: 'Which column holds the number?',
  text: 'Which column holds the text?',
  task: 'What should be learned from this table?',
}

interface Taken {
  readonly table: TableProposal
  readonly columns: TableColumns
  readonly task: TaskId
}

function takenReading(about: About, { table, columns: { text, label }, task }: Taken): OtherReading {
  const { preview } = table
  if (about === 'task') return ofTask(task, preview)
  const name = about === 'text' ? text : (label ?? '')
  const why: Message | null = table.columns.find((column) => column.name === name)?.why ?? null
  return { about, name, ask: about === 'text' ? { textColumn: name } : { labelColumn: name }, why, preview }
}

function ofTask(task: TaskId, preview: readonly PreviewRow[]): OtherReading {
  return { about: 'task', name: taskCard(task).title, ask: { task }, why: null, preview }
}

interface ReadingProps {
  readonly reading: OtherReading
  /** Whether the table is read so now. */
  readonly taken: boolean
  readonly locked: boolean
  readonly onChoose: () => void
}

function Reading({ reading: { name, ask, why, preview }, taken, locked, onChoose }: ReadingProps) {
  const { say } = useSay()
  return (
    <li className={styles.reading} data-answer={readingSettings(ask).join(' ')}>
      <p className={styles.name}>
        <bdi>{name}</bdi>
        {taken && <span className={styles.now}> in use now</span>}
      </p>
      {why && <p className={styles.why}>{say(why)}</p>}
      <Rows preview={preview} />
      <Button
        variant="plain"
        data-action={taken ? 'keep-reading' : 'use-other-column'}
        data-column={name}
        isDisabled={locked}
        onPress={onChoose}
      >
        {taken ? 'This is right' : 'Use this instead'}
      </Button>
    </li>
  )
}

function Rows({ preview }: { readonly preview: readonly PreviewRow[] }) {
  return (
    <dl className={styles.rows}>
      {preview.map(({ given, answer }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change their order
        <div key={at}>
          <dt>
            <bdi>{given}</bdi>
          </dt>
          <dd>
            <bdi>{answer === '' ? 'no label' : answer}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}
