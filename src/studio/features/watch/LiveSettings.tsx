// What can be changed while the run goes on. What is typed waits until it is applied, so that two settings can change
// in one step.
import { useRef, useState } from 'react'
import { sayError } from '../../../shared/messages/say.ts'
import { type SettingKey, type Settings, settingField } from '../../../shared/recipe/change.ts'
import { helpOf } from '../../../shared/recipe/fieldHelp.ts'
import { settingsAt } from '../../../shared/recipe/steering.ts'
import type { StudioState } from '../../store/state.ts'
import { modelOf } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { NumberField } from '../../ui/Field.tsx'
import { useFocusKept } from '../../ui/useFocusKept.ts'
import { settingsBox } from './boxes.ts'
import { liveKeys, readSetting } from './liveSettings.ts'
import styles from './watch.module.css'

const selectRecipe = ({ run }: StudioState) => (run.status === 'training' && !run.stopping ? run.log.recipe : null)
const selectComparing = ({ compare }: StudioState) => compare.running !== null

const selectChanges = ({ run }: StudioState) => (run.status === 'training' ? run.log.changes.length : 0)

type Drafts = Partial<Settings>
type Complaints = Partial<Record<SettingKey, string>>

export function LiveSettings() {
  const recipe = useStudio(selectRecipe)
  const comparing = useStudio(selectComparing)
  const model = useStudio(modelOf)
  const changes = useStudio(selectChanges)
  const panel = usePanel(changes)
  const box = useRef<HTMLDivElement>(null)
  useFocusKept(box)
  if (!recipe || comparing) return null
  const current = settingsAt(recipe, Number.POSITIVE_INFINITY)
  const blocks = model?.id === recipe.model.id ? model.blocks.length : null
  const keys = liveKeys(recipe)
  const changed = keys.filter(
    (key) => panel.drafts[key] !== undefined && panel.drafts[key] !== (panel.awaited[key] ?? current[key]),
  )
  const wrong = keys.some((key) => panel.complaints[key] !== undefined)
  return (
    <section ref={box} id={settingsBox} aria-label="Change settings" tabIndex={-1} className={styles.box}>
      <Card>
        <Disclosure label="Change while it runs" action="change-run">
          <div className={styles.settings}>
            {keys.map((key) => (
              <LiveField
                key={`${key}-${panel.edition}`}
                setting={key}
                value={panel.drafts[key] ?? panel.awaited[key] ?? current[key]}
                current={current[key]}
                onText={(text) => panel.type(key, text, blocks)}
              />
            ))}
            {Object.keys(panel.awaited).length > 0 && (
              <p className={styles.quiet} role="status" data-awaited>
                Done. It applies from the next step.
              </p>
            )}
            {panel.refusal && <p className={styles.refusal}>{panel.refusal}</p>}
            <Button
              wide
              data-action="apply-changes"
              isDisabled={changed.length === 0 || wrong}
              onPress={() => void panel.apply(changed)}
            >
              Apply from the next step
            </Button>
          </div>
        </Disclosure>
      </Card>
    </section>
  )
}

/**
 * What is typed, what is wrong with it, and whether the engine refused it.
 * @param changes how many the run has in its log: what was applied is awaited until there is one more.
 */
function usePanel(changes: number) {
  const [drafts, setDrafts] = useState<Drafts>({})
  const [complaints, setComplaints] = useState<Complaints>({})
  const [refusal, setRefusal] = useState('')
  const [applied, setApplied] = useState<{ readonly change: Drafts; readonly after: number } | null>(null)
  const [edition, setEdition] = useState(0)
  return {
    drafts,
    complaints,
    /** Applied, while the run has not come to its next step: a paused one may be long in coming. */
    awaited: applied?.after === changes ? applied.change : nothing,
    refusal,
    /** A field is made anew once what was typed in it was taken. */
    edition,
    type: (key: SettingKey, text: string, blocks: number | null): string | null => {
      const typed = readSetting(key, text, blocks)
      const complaint = 'complaint' in typed ? typed.complaint : null
      setComplaints(({ [key]: _, ...others }) => (complaint === null ? others : { ...others, [key]: complaint }))
      if ('value' in typed) setDrafts((all) => ({ ...all, [key]: typed.value }))
      return complaint
    },
    apply: async (changed: readonly SettingKey[]) => {
      const change: Drafts = Object.fromEntries(changed.map((key) => [key, drafts[key]]))
      const error = await actions.steer.change(change)
      setRefusal(error ? sayError(error).join(' ') : '')
      if (error) return
      setApplied((before) => ({
        change: before?.after === changes ? { ...before.change, ...change } : change,
        after: changes,
      }))
      setDrafts({})
      setComplaints({})
      setEdition((count) => count + 1)
    },
  }
}

const nothing: Drafts = {}

interface LiveFieldProps {
  readonly setting: SettingKey
  readonly value: number
  readonly current: number
  readonly onText: (text: string) => string | null
}

function LiveField({ setting, value, current, onText }: LiveFieldProps) {
  const field = settingField(setting)
  const { label, minimum, maximum, step } = field
  const shown = value === current ? label : `${label} (now ${current})`
  return (
    <NumberField
      label={shown}
      help={helpOf(field)}
      name={`live.${setting}`}
      {...{ value, minimum, maximum, step, onText }}
    />
  )
}
