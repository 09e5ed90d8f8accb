import type { HubDataset } from '../../../shared/domain/hubDataset.ts'
import { readExpected } from '../../store/addActions.ts'
import type { RunsState } from '../../store/runsState.ts'
import { selectCurrentData, selectRecipe, selectRunsSlice } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { countOf } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import styles from './DataScreen.module.css'

/** Which data a run waits for, or a recipe was made with; silent where nothing is asked. */
export function ExpectedData() {
  const runs = useStudio(selectRunsSlice)
  const standing = useStudio(selectCurrentData)?.summary.fingerprint
  const words = wordsOf(runs, standing)
  if (!words) return null
  return (
    <div role="status" data-expected={words.kind}>
      <Notice>
        <p>
          <strong>{words.title}</strong> {words.text}
        </p>
        <div className={styles.expected}>
          {words.kind === 'recipe' && words.source && <FetchSource source={words.source} />}
          <Button data-action="stop-awaiting" onPress={actions.runs.stopAwaiting}>
            {words.kind === 'run' ? 'Not now' : 'Got it'}
          </Button>
        </div>
      </Notice>
    </div>
  )
}

/** The same data, from the hub that the link names: nothing is fetched unasked. */
function FetchSource({ source }: { readonly source: HubDataset }) {
  const { columns } = useStudio(selectRecipe)
  const { repository, subset, splits, rows } = source
  const which = [subset, splits.join(', ')].filter((part) => part !== '').join(': ')
  return (
    <Button
      data-action="fetch-expected"
      data-source={JSON.stringify(source)}
      onPress={() => void actions.by(readExpected(source, columns))}
    >
      Get <bdi>{repository}</bdi>
      {which !== '' && (
        <>
          {' '}
          (<bdi>{which}</bdi>)
        </>
      )}{' '}
      from Hugging Face, {countOf(rows, 'row', 'rows')} at most
    </Button>
  )
}

/** @param standing the fingerprint of the data that stand. */
export function wordsOf({ awaiting, brought, runs }: RunsState, standing: string | undefined) {
  const run = runs.find(({ id }) => id === awaiting?.runId)
  if (run && awaiting) {
    const goesOn = awaiting.to === 'resume' ? 'The run continues' : 'The run starts'
    const gone = run.data === null ? 'which was too large to save' : 'which could not be opened again'
    const why = standing === undefined ? '' : ' The data open now is different.'
    return {
      kind: 'run',
      title: `This run was trained on “${run.recipe.data.name}”, ${gone}.`,
      text: `Add the same files again.${why} ${goesOn} as soon as they are read.`,
    } as const
  }
  if (!brought) return null
  const { recipe, examples, source } = brought
  if (recipe.data.fingerprint === standing) return null
  const { one, many } = exampleWords(recipe.task)
  const counted = examples === null ? '' : `, ${countOf(examples, one, many)}`
  return {
    kind: 'recipe',
    title: `This recipe was made with “${recipe.data.name}”${counted}.`,
    text: 'Use the same data, or your own.',
    source,
  } as const
}
