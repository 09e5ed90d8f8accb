/** Asks where a table can be read in ways that are about as likely: each stands beside the other with what it gives. */
import type { Columns, OtherReading, PreviewRow, TableColumns, TableProposal } from '../../../../shared/domain/data.ts'
import type { Message } from '../../../../shared/messages/message.ts'
import { readingSettings } from '../../../../shared/recipe/readingOptions.ts'
import { taskCard } from '../../../../tasks/cards.ts'
import type { TaskId } from '../../../../tasks/ids.ts'
import { selectTask } from '../../../store/selectors.ts'
import { useStudio } from '../../../store/studio.ts'
import { Button } from '../../../ui/Button.tsx'
import { useSay } from '../../../ui/useSay.ts'
import styles from './CloseReadings.module.css'

interface Props {
  readonly table: TableProposal
  readonly columns: TableColumns
  readonly locked: boolean
  readonly onChoose: (change: Partial<Columns>) => void
}

type About = OtherReading['about']

export function CloseReadings({ table, columns, locked, onChoose }: Props) {
  const task = useStudio(selectTask)
  return [...new Set(table.others.map(({ about }) => about))].map((about) => {
    const others = table.others.filter((other) => other.about === about)
    const taken = takenReading(about, { table, columns, task })
    return (
      <section key={about} className={styles.question} data-question={about} aria-labelledby={`question-${about}`}>
        <h3 id={`question-${about}`} data-ask>
          {questions[about] ?? 'Which reading is right?'}
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
  if (about === 'task') return { about, name: taskCard(task).title, ask: { task }, why: null, preview }
  const name = about === 'text' ? text : (label ?? '')
  const why: Message | null = table.columns.find((column) => column.name === name)?.why ?? null
  return { about, name, ask: about === 'text' ? { textColumn: name } : { labelColumn: name }, why, preview }
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
